/** How often the fleet looks, and how long it waits. Milliseconds. Tests go faster. */
export interface Pace {
  /** Between two lists of an adb server; also until a server that is away is tried again. */
  readonly pollMs: number;
  /** Between two heartbeats of a device that is well. */
  readonly heartbeatMs: number;
  /** The same while somebody waits: the device boots, or did not answer. */
  readonly impatientMs: number;
  /** A heartbeat that takes longer counts as none. */
  readonly answerMs: number;
  /** Between two readings of battery, storage and the like. */
  readonly healthMs: number;
  /** Between two attempts to reach a device over the network. */
  readonly reconnectMs: number;
  /** The same for a cable: a device that is reset too often never comes up. */
  readonly cableReconnectMs: number;
  /** How long a lease lasts on the device when nobody renews it, and how often it is renewed. */
  readonly leaseMs: number;
  readonly renewMs: number;
  /** Until a device in quarantine is tested again; doubled after every failure, up to `longestRetestMs`. */
  readonly retestMs: number;
  readonly longestRetestMs: number;
  /** Changes within this time are told together. */
  readonly tellMs: number;
}

const MINUTE = 60_000;

export const usualPace: Pace = {
  pollMs: 1000,
  heartbeatMs: 5000,
  impatientMs: 500,
  answerMs: 3000,
  healthMs: MINUTE,
  reconnectMs: 2000,
  // As GADS found out (spec adb-and-devices, section 4).
  cableReconnectMs: 30_000,
  leaseMs: 10 * MINUTE,
  renewMs: MINUTE,
  retestMs: MINUTE / 2,
  longestRetestMs: 15 * MINUTE,
  tellMs: 50,
};
