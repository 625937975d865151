import { describe, expect, it, vi } from 'vitest';
import { fail, ok, type Result } from '../../engine/result.js';
import type { BridgeEvent } from '../api/client/bridge-client.js';
import { RestartPolicy } from '../api/restart-policy.js';
import { LabLink, type StartLab } from './lab-link.js';
import type { FromLab, ToLab } from './lab-messages.js';

function opened(deaths = 3) {
  const labs: {
    takesUpRuns: boolean;
    got: ToLab[];
    isKilled: boolean;
    say: (message: FromLab) => void;
    die: () => void;
  }[] = [];
  const givenUp: string[] = [];
  const startLab: StartLab = (takesUpRuns, { onMessage, onExit }) => {
    const lab = { takesUpRuns, got: [] as ToLab[], isKilled: false, say: onMessage, die: () => onExit(9) };
    labs.push(lab);
    return { send: (message) => lab.got.push(message), kill: () => (lab.isKilled = true) };
  };
  const policy = new RestartPolicy({ deaths, withinMs: 1_000 });
  const papers: { html: string; answer: (printed: Result<Uint8Array, string>) => void }[] = [];
  const printer = {
    print: (html: string) => new Promise<Result<Uint8Array, string>>((answer) => papers.push({ html, answer })),
  };
  const link = new LabLink({ startLab, policy, nowMs: () => 0, printer, onGivenUp: (text) => givenUp.push(text) });
  const lab = (index: number) => {
    const found = labs[index];
    if (found === undefined) throw new Error(`there is no lab ${index}`);
    return found;
  };
  return { labs, lab, givenUp, link, papers };
}

describe('the link to the lab process', () => {
  it('tells a window that the lab is there as soon as it is ready, and passes messages both ways', () => {
    const { lab, link } = opened();
    const heard: BridgeEvent[] = [];
    link.open(1, (event) => heard.push(event));
    expect(heard).toEqual([]);
    lab(0).say({ kind: 'ready' });
    link.pass(1, { kind: 'cancel', id: 1 });
    lab(0).say({ kind: 'message', client: 1, message: { kind: 'end', id: 1, error: null } });
    expect(lab(0).got.map(({ kind }) => kind)).toEqual(['open', 'message']);
    expect(heard.map(({ kind }) => kind)).toEqual(['up', 'message']);
  });

  it('starts the lab again when it dies, lets it take up runs, and opens every window anew', () => {
    const { lab, link } = opened();
    const heard: string[] = [];
    link.open(1, ({ kind }) => heard.push(kind));
    lab(0).say({ kind: 'ready' });
    lab(0).die();
    lab(1).say({ kind: 'ready' });
    expect(heard).toEqual(['up', 'down', 'up']);
    expect([lab(0).takesUpRuns, lab(1).takesUpRuns]).toEqual([false, true]);
    expect(lab(1).got).toEqual([{ kind: 'open', client: 1 }]);
  });

  it('gives up on a lab that dies again and again', () => {
    const { labs, lab, givenUp } = opened(1);
    lab(0).die();
    lab(1).die();
    expect(labs).toHaveLength(2);
    expect(givenUp).toHaveLength(1);
  });

  it('says what a lab says that cannot be opened, and does not try again', () => {
    const { labs, lab, givenUp } = opened();
    lab(0).say({ kind: 'failed', text: 'no folder' });
    lab(0).die();
    expect(givenUp).toEqual(['no folder']);
    expect(labs).toHaveLength(1);
  });

  it('hears nothing of a lab that was replaced', () => {
    const { labs, lab } = opened();
    lab(0).die();
    lab(0).die();
    expect(labs).toHaveLength(2);
  });

  it('asks for a token, and has none when the lab goes meanwhile', async () => {
    const { lab, link } = opened();
    expect(await link.vouch('/early.log')).toBeNull();
    lab(0).say({ kind: 'ready' });
    const [first, second] = [link.vouch('/a.log'), link.vouch('/b.log')];
    lab(0).say({ kind: 'vouched', request: 1, token: 't' });
    lab(0).die();
    expect([await first, await second]).toEqual(['t', null]);
  });

  it('prints for the lab, and says why where it could not', async () => {
    const { lab, papers } = opened();
    lab(0).say({ kind: 'ready' });
    lab(0).say({ kind: 'print', request: 1, html: '<p>a</p>' });
    lab(0).say({ kind: 'print', request: 2, html: '<p>b</p>' });
    const pdf = new Uint8Array([1]);
    papers[1]?.answer(fail('no paper'));
    papers[0]?.answer(ok(pdf));
    await vi.waitUntil(() => lab(0).got.length === 2);
    expect(papers.map(({ html }) => html)).toEqual(['<p>a</p>', '<p>b</p>']);
    expect(lab(0).got).toEqual([
      { kind: 'printed', request: 2, pdf: null, error: 'no paper' },
      { kind: 'printed', request: 1, pdf, error: '' },
    ]);
  });

  it('gives a lab that was started meanwhile nothing that the one before asked for', async () => {
    const { lab, papers } = opened();
    lab(0).say({ kind: 'ready' });
    lab(0).say({ kind: 'print', request: 1, html: 'a' });
    lab(0).die();
    lab(1).say({ kind: 'ready' });
    papers[0]?.answer(ok(new Uint8Array()));
    lab(1).say({ kind: 'print', request: 1, html: 'b' });
    papers[1]?.answer(fail('b'));
    await vi.waitUntil(() => lab(1).got.length > 0);
    expect(lab(1).got).toMatchObject([{ error: 'b' }]);
  });

  it('ends the lab in peace, and does not start it again', async () => {
    const { labs, lab, link } = opened();
    lab(0).say({ kind: 'ready' });
    const ended = link.end();
    expect(lab(0).got).toEqual([{ kind: 'end' }]);
    lab(0).die();
    await ended;
    expect(labs).toHaveLength(1);
  });

  it('tells the lab that a window is gone', () => {
    const { lab, link } = opened();
    link.open(1, () => undefined);
    lab(0).say({ kind: 'ready' });
    link.close(1);
    link.pass(1, 'late');
    expect(lab(0).got.map(({ kind }) => kind)).toEqual(['open', 'gone']);
  });
});
