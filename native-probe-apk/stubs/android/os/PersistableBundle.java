package android.os;

public final class PersistableBundle extends BaseBundle {
    public PersistableBundle() {}
}
