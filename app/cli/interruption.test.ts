import { afterEach, describe, expect, it, vi } from 'vitest';
import { listenForInterruption } from './interruption.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('an interruption', () => {
  it('is noted and, at the end, handed on to whoever started the program', () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const listeners = process.listenerCount('SIGINT');
    const interruption = listenForInterruption();
    expect([interruption.isAsked, interruption.signal.aborted]).toEqual([false, false]);
    process.emit('SIGINT');
    expect([interruption.isAsked, interruption.signal.aborted]).toEqual([true, true]);
    expect(kill).not.toHaveBeenCalled();
    interruption.end();
    expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGINT');
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });

  it('that was not asked for leaves nothing behind', () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const listeners = process.listenerCount('SIGINT');
    listenForInterruption().end();
    expect(kill).not.toHaveBeenCalled();
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });
});
