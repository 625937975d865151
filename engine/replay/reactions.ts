/** What an app does when `Service.onTimeout` is called: part of a plan, never of a recording. */
export interface Reaction {
  readonly do: 'stopSelf' | 'stopForeground' | 'startForegroundAgain' | 'switchType' | 'hang';
  /** Uptime between the callback and the reaction. */
  readonly afterMs: number;
  /** For `switchType`: the new mask. */
  readonly types: number;
}

/** By component. A service without a reaction ignores the callback. */
export type Reactions = ReadonlyMap<string, Reaction>;
