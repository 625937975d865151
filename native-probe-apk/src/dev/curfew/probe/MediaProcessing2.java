package dev.curfew.probe;

/** Declared mediaProcessing: with MediaProcessing, two services on one clock. */
public final class MediaProcessing2 extends ProbeService {}
