package dev.curfew.probe;

import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.ServiceConnection;
import android.os.IBinder;

import java.util.HashMap;
import java.util.Map;

/** Bindings that this process holds to services of the app, one for each service. */
final class Bindings {
    private final Context context;
    private final Map<ComponentName, ServiceConnection> held = new HashMap<>();

    Bindings(Context context) {
        this.context = context;
    }

    void bind(Intent intent, String run) {
        ComponentName component = intent.getComponent();
        if (held.containsKey(component)) {
            write("bind-refused", component, run);
            return;
        }
        ServiceConnection connection = new Witness(run);
        // Also a refused bind must be undone by unbind, so that it is held like one that was accepted.
        held.put(component, connection);
        boolean accepted = context.bindService(intent, connection, Context.BIND_AUTO_CREATE);
        write(accepted ? "bind-asked" : "bind-refused", component, run);
    }

    void unbind(Intent intent, String run) {
        ServiceConnection connection = held.remove(intent.getComponent());
        if (connection != null) context.unbindService(connection);
        write(connection == null ? "unbind-refused" : "unbind-asked", intent.getComponent(), run);
    }

    private void write(String event, ComponentName component, String run) {
        Journal.of(context).write(new Line(event).of(run).put("service", component.flattenToShortString()));
    }

    private final class Witness implements ServiceConnection {
        private final String run;

        Witness(String run) {
            this.run = run;
        }

        @Override
        public void onServiceConnected(ComponentName component, IBinder binder) {
            write("connected", component, run);
        }

        @Override
        public void onServiceDisconnected(ComponentName component) {
            write("disconnected", component, run);
        }
    }
}
