package dev.curfew.probe;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.provider.Settings;
import android.view.View;
import android.widget.Button;
import android.widget.LinearLayout;
import android.widget.ScrollView;
import android.widget.TextView;

/** What a person sees who finds this app on a phone. It takes no orders. */
public final class AboutActivity extends Activity {
    private static final String TEXT = "Curfew probe\n\n"
            + "This app belongs to Curfew, a lab on somebody's computer that tests when Android stops work in the background. "
            + "It does nothing by itself: it starts and stops test services when that computer, connected by adb, says so, and "
            + "writes down what Android does to them.\n\n"
            + "It has no access to the internet and reads none of your data. Its notes stay on this device, in its own folder, and go "
            + "with it.\n\n"
            + "To remove it: press the button and choose Uninstall; or on the computer:\nadb uninstall ";
    private static final int MARGIN = 48;

    @Override
    protected void onCreate(Bundle saved) {
        super.onCreate(saved);
        TextView text = new TextView(this);
        text.setText(TEXT + getPackageName());
        text.setTextSize(18);
        text.setPadding(MARGIN, MARGIN, MARGIN, MARGIN);
        Button remove = new Button(this);
        remove.setText("Remove this app");
        remove.setOnClickListener(new View.OnClickListener() {
            @Override
            public void onClick(View view) {
                openAppInfo();
            }
        });
        LinearLayout column = new LinearLayout(this);
        column.setOrientation(LinearLayout.VERTICAL);
        column.addView(text);
        column.addView(remove);
        ScrollView page = new ScrollView(this);
        // Newer releases draw apps below the status bar otherwise.
        page.setFitsSystemWindows(true);
        page.addView(column);
        setContentView(page);
    }

    /** The page of the system's settings where an app is uninstalled; to uninstall directly would take a permission. */
    private void openAppInfo() {
        Uri app = Uri.fromParts("package", getPackageName(), null);
        startActivity(new Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, app));
    }
}
