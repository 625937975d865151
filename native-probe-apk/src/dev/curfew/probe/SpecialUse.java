package dev.curfew.probe;

/** Declared specialUse. */
public final class SpecialUse extends ProbeService {}
