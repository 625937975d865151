package dev.curfew.conformance.aosp.system;

/** One process of the app. A process that comes up again under the same name is another object. */
public final class AppProcess {
    public final String name;

    /** The platform's ProcessRecord. */
    final Object record;

    public boolean isAlive = true;

    /** The process runs; before that it is only a record. */
    boolean isAttached;

    public boolean isTop;

    /** The main thread is blocked: crashes are never delivered. */
    public boolean isHung;

    AppProcess(String name, Object record) {
        this.name = name;
        this.record = record;
    }
}
