package android.widget;

import android.content.Context;
import android.view.View;

public class TextView extends View {
    public TextView(Context a) {}
    public void setTextSize(float a) {}
    public final void setText(CharSequence a) {}
}
