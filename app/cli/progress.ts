/** One line of progress on standard error, rewritten in place; nothing at all when that is not a terminal. */
export interface Progress {
  show(what: string, done: number, total: number): void;
  done(): void;
}

const SHORTEST_PAUSE_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

const silent: Progress = { show: () => undefined, done: () => undefined };

export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return silent;
  let shownAt = 0;
  return {
    show: (what, done, total) => {
      const now = Date.now();
      if (now - shownAt < SHORTEST_PAUSE_MS) return;
      shownAt = now;
      const share = total > 0 ? ` ${Math.min(100, Math.floor((done / total) * 100))} %` : '';
      const line = `${what}${share}`.slice(0, stream.columns - 1);
      stream.write(`${CLEAR_LINE}${line}`);
    },
    done: () => {
      if (shownAt > 0) stream.write(CLEAR_LINE);
    },
  };
}
