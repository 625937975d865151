package dev.curfew.probe;

/** Declared location. */
public final class Location extends ProbeService {}
