package dev.curfew.probe;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.widget.TextView;

/** Brings the app to the top of the screen, and leaves it when told (`leave`: to the background, `finish`: for good). */
public final class ScreenActivity extends Activity implements Actor {
    private Order order = new Order();
    private Script script;

    @Override
    protected void onCreate(Bundle saved) {
        super.onCreate(saved);
        TextView text = new TextView(this);
        text.setText("Curfew probe: a test wants this app on the screen.");
        text.setFitsSystemWindows(true);
        setContentView(text);
        script = new Script(this, this);
        phase("create");
        take(getIntent());
    }

    @Override
    protected void onNewIntent(Intent intent) {
        super.onNewIntent(intent);
        take(intent);
    }

    private void take(Intent intent) {
        order = Order.of(intent);
        script.run(order.text("steps", ""), order);
    }

    @Override
    public boolean perform(Step step, Order order) {
        switch (step.action) {
            case "leave":
                moveTaskToBack(true);
                return true;
            case "finish":
                finish();
                return true;
            default:
                return Commands.perform(this, step, order);
        }
    }

    @Override
    protected void onResume() {
        super.onResume();
        phase("resume");
    }

    @Override
    protected void onPause() {
        phase("pause");
        super.onPause();
    }

    @Override
    protected void onStop() {
        phase("stop");
        super.onStop();
    }

    @Override
    protected void onDestroy() {
        script.cancel();
        phase("destroy");
        super.onDestroy();
    }

    private void phase(String phase) {
        Journal.of(this).write(new Line("activity").of(order.run()).put("phase", phase));
    }
}
