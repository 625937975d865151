package dev.curfew.probe;

/** Declared remoteMessaging. */
public final class RemoteMessaging extends ProbeService {}
