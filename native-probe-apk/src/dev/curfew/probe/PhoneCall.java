package dev.curfew.probe;

/** Declared phoneCall. */
public final class PhoneCall extends ProbeService {}
