import { describe, expect, it } from 'vitest';
import { Arena, ArenaFull } from './arena.js';

const MIB = 1 << 20;

describe('memory that is used again', () => {
  it('is aligned, and apart from what was taken before', () => {
    const arena = new Arena(8 * MIB);
    const [first, second, large] = [arena.take(3), arena.take(100), arena.take(2 * MIB)];
    expect([first, second, large].map(({ byteOffset }) => byteOffset % 64)).toEqual([0, 0, 0]);
    first.fill(1);
    second.fill(2);
    large.fill(3);
    expect([first[2], second[0], second[99], large[0]]).toEqual([1, 2, 2, 3]);
  });

  it('is the same memory after a reset, once it has grown to what is needed', () => {
    const arena = new Arena(8 * MIB);
    arena.take(MIB);
    arena.take(3 * MIB);
    arena.reset();
    const again = [arena.take(MIB), arena.take(3 * MIB)];
    expect(again[0]!.buffer).toBe(again[1]!.buffer);
    arena.reset();
    expect(arena.take(MIB).buffer).toBe(again[0]!.buffer);
  });

  it('is refused beyond its limit, whether in one piece or in many', () => {
    expect(() => new Arena(2 * MIB).take(2 * MIB + 1)).toThrow(ArenaFull);
    const arena = new Arena(2 * MIB);
    for (let piece = 0; piece < 32; piece++) arena.take(MIB / 16);
    expect(() => arena.take(1)).toThrow(ArenaFull);
    arena.reset();
    expect(arena.take(2 * MIB)).toHaveLength(2 * MIB);
  });
});
