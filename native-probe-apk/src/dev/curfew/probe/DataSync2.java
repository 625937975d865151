package dev.curfew.probe;

/** Declared dataSync: with DataSync, two services on one clock. */
public final class DataSync2 extends ProbeService {}
