/**
 * Stands in for `vitest` in the bundle of the judges: tests become a list, so that one process plays it again for each mutant,
 * warm. `expect` is the assertions of Vitest without its wrapper, which asks for a running Vitest. Not here, because no judge uses it: hooks, fixtures, mocks, `only` and `skip`.
 */
import fc from 'fast-check';
import { chai } from 'vitest';

export const expect = chai.expect;

/** Property tests try the same examples for every mutant, and look for no smaller one: a survivor of one run is one of the next. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_122, endOnFailure: true });

/** Vitest keeps inline snapshots in the file that it runs; here is none, so that the text is compared. Strings only. */
chai.use((_, { addMethod }) => {
  addMethod(chai.Assertion.prototype, 'toMatchInlineSnapshot', function (snapshot) {
    const indent = /^\n?( *)/.exec(snapshot)[1];
    const expected = snapshot.replaceAll(`\n${indent}`, '\n').trim();
    expect(`"${this._obj}"`).toBe(expected);
  });
});

/** What files say at their top, in order; looked at by `collect`, so that it counts as loading no mutated code. */
const said = [];
const path = [];
/** @type {{ readonly title: string, readonly name: string, readonly run: () => unknown }[]} */
const tests = [];
let isCollecting = false;

export function describe(title, body) {
  if (!isCollecting) {
    said.push(() => describe(title, body));
    return;
  }
  path.push(title);
  body();
  path.pop();
}

export function it(title, run) {
  if (!isCollecting) {
    said.push(() => it(title, run));
    return;
  }
  const whole = [...path, title].join(' > ');
  // Titles of a table may be equal: `%s` is not filled in.
  const same = tests.filter((test) => test.title === whole).length;
  tests.push({ title: whole, name: same === 0 ? whole : `${whole} (${same + 1})`, run });
}

it.each = (rows) => (title, run) => {
  for (const row of rows) it(title, () => run(...(Array.isArray(row) ? row : [row])));
};

export function collect() {
  isCollecting = true;
  for (const say of said) say();
  return tests;
}
