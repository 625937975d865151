package dev.curfew.probe;

/** Declared systemExempted. */
public final class SystemExempted extends ProbeService {}
