package dev.curfew.probe;

/** Declared microphone. */
public final class Microphone extends ProbeService {}
