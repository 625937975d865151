package dev.curfew.probe;

/** Declared camera. */
public final class Camera extends ProbeService {}
