package dev.curfew.probe;

/** Declared mediaProcessing. */
public final class MediaProcessing extends ProbeService {}
