package dev.curfew.probe;

/** Declared dataSync. */
public final class DataSync extends ProbeService {}
