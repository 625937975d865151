package dev.curfew.probe;

/** Declared mediaPlayback. */
public final class MediaPlayback extends ProbeService {}
