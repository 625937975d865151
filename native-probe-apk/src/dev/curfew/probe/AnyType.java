package dev.curfew.probe;

/** Declared all types: for changes of type and for combined types; the step names them. */
public final class AnyType extends ProbeService {}
