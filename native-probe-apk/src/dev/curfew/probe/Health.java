package dev.curfew.probe;

/** Declared health. */
public final class Health extends ProbeService {}
