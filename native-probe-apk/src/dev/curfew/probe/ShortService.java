package dev.curfew.probe;

/** Declared shortService. */
public final class ShortService extends ProbeService {}
