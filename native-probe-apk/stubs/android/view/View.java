package android.view;

public class View {
    public void setOnClickListener(OnClickListener a) {}
    public void setFitsSystemWindows(boolean a) {}
    public void setPadding(int a, int b, int c, int d) {}
    public interface OnClickListener {
        void onClick(View a);
    }
}
