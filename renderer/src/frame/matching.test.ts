import { describe, expect, it } from 'vitest';
import { matching } from './matching.js';

const finding = (title: string, note = '') => ({ id: title, title, note });
const groups = [
  { title: 'Devices', findings: [finding('Old Pixel'), finding('Pixel 8', '3A04'), finding('Galaxy', 'R5CX')] },
  { title: 'Runs', findings: [finding('Night run'), finding('Nächtlich')] },
];
const found = (text: string): readonly string[] =>
  matching(text, groups).flatMap(({ findings }) => findings.map(({ title }) => title));

describe('what is found', () => {
  it('is everything while nothing is typed', () => {
    expect(found('')).toHaveLength(5);
  });

  it('puts what begins with the word first', () => {
    expect(found('pix')).toEqual(['Pixel 8', 'Old Pixel']);
  });

  it('looks into notes, whatever the case', () => {
    expect(found('r5cx')).toEqual(['Galaxy']);
  });

  it('needs every word, in any order', () => {
    expect(found('8 pixel')).toEqual(['Pixel 8']);
    expect(found('pixel galaxy')).toEqual([]);
  });

  it('leaves groups out that have nothing', () => {
    expect(matching('night', groups).map(({ title }) => title)).toEqual(['Runs']);
  });

  it('shows at most twelve of a group', () => {
    const many = [{ title: 'All', findings: Array.from({ length: 40 }, (_, index) => finding(`thing ${index}`)) }];
    expect(matching('thing', many)[0]?.findings).toHaveLength(12);
  });
});
