package dev.curfew.probe;

/** Declared dataSync in a process of its own. */
public final class DataSyncAlone extends ProbeService {}
