/** Names of the messages between page and main process; nothing else is listened to. */
export const channels = {
  /** Page to main: a page is there and has nothing under way. */
  hello: 'curfew:hello',
  /** Page to main: a message for the lab. */
  message: 'curfew:message',
  /** Main to page: a `BridgeEvent`. */
  event: 'curfew:event',
  /** Preload to main, with an answer: the token of a file. */
  vouch: 'curfew:vouch',
} as const;
