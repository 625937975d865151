package dev.curfew.probe;

/** Declared connectedDevice. */
public final class ConnectedDevice extends ProbeService {}
