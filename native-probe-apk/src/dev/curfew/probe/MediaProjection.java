package dev.curfew.probe;

/** Declared mediaProjection. */
public final class MediaProjection extends ProbeService {}
