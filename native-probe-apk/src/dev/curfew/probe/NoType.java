package dev.curfew.probe;

/** Declared no type: a plain service. */
public final class NoType extends ProbeService {}
