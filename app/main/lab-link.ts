/**
 * The main process's end of the lab process: starts it, starts it again when it dies, and passes messages between it and the
 * windows, which need not know that it was away.
 */
import type { BridgeEvent } from '../api/client/bridge-client.js';
import type { PdfPrinter } from '../lab/reports/pdf/print-pdf.js';
import type { RestartPolicy } from '../api/restart-policy.js';
import type { FromLab, ToLab } from './lab-messages.js';

/** The part of Electron's `UtilityProcess` that is used. */
export interface LabProcess {
  readonly send: (message: ToLab) => void;
  readonly kill: () => void;
}

export type StartLab = (
  takesUpRuns: boolean,
  events: { readonly onMessage: (message: FromLab) => void; readonly onExit: (code: number) => void },
) => LabProcess;

export interface LabLinkOptions {
  readonly startLab: StartLab;
  readonly policy: RestartPolicy;
  readonly nowMs: () => number;
  /** Prints the reports of the lab, which has no windows. */
  readonly printer: PdfPrinter;
  /** It cannot be opened, or died again and again: nothing is tried any more. */
  readonly onGivenUp: (text: string) => void;
}

type Deliver = (event: BridgeEvent) => void;

export class LabLink {
  readonly #clients = new Map<number, Deliver>();
  readonly #vouching = new Map<number, (token: string | null) => void>();
  #lab: LabProcess | undefined;
  #isReady = false;
  #isEnding = false;
  #nextRequest = 1;
  #onEnded: () => void = () => undefined;

  constructor(readonly options: LabLinkOptions) {
    this.#start(false);
  }

  /** A window (or the main process) that talks to the lab from now on; one with the same number is replaced. */
  open(client: number, deliver: Deliver): void {
    if (this.#clients.has(client)) this.close(client);
    this.#clients.set(client, deliver);
    if (!this.#isReady) return;
    this.#send({ kind: 'open', client });
    deliver({ kind: 'up' });
  }

  close(client: number): void {
    if (this.#clients.delete(client)) this.#send({ kind: 'gone', client });
  }

  pass(client: number, message: unknown): void {
    if (this.#clients.has(client)) this.#send({ kind: 'message', client, message });
  }

  /** The token for a file that a person gave; `null` when it cannot be read, or the lab went meanwhile. */
  vouch(path: string): Promise<string | null> {
    if (!this.#isReady) return Promise.resolve(null);
    return new Promise((resolve) => {
      const request = this.#nextRequest++;
      this.#vouching.set(request, resolve);
      this.#send({ kind: 'vouch', request, path });
    });
  }

  /** Runs are ended and devices handed back; settles when the process is gone. */
  async end(): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const lab = this.#lab;
    if (lab === undefined) return;
    const ended = new Promise<void>((resolve) => {
      this.#onEnded = resolve;
    });
    if (this.#isReady) lab.send({ kind: 'end' });
    else lab.kill();
    await ended;
  }

  #start(takesUpRuns: boolean): void {
    const lab: LabProcess = this.options.startLab(takesUpRuns, {
      onMessage: (message) => {
        if (this.#lab === lab) this.#take(message);
      },
      onExit: (code) => {
        if (this.#lab === lab) this.#exited(code);
      },
    });
    this.#lab = lab;
  }

  #take(message: FromLab): void {
    switch (message.kind) {
      case 'ready':
        this.#isReady = true;
        for (const [client, deliver] of this.#clients) {
          this.#send({ kind: 'open', client });
          deliver({ kind: 'up' });
        }
        return;
      case 'failed':
        this.#isEnding = true;
        this.#lab?.kill();
        return this.options.onGivenUp(message.text);
      case 'message':
        this.#clients.get(message.client)?.({ kind: 'message', message: message.message });
        return;
      case 'vouched':
        this.#vouching.get(message.request)?.(message.token);
        this.#vouching.delete(message.request);
        return;
      case 'print':
        return void this.#print(message.request, message.html);
    }
  }

  async #print(request: number, html: string): Promise<void> {
    const asking = this.#lab;
    const printed = await this.options.printer.print(html);
    // A lab that was started meanwhile has asked for nothing.
    if (this.#lab !== asking) return;
    const answer = printed.ok ? { pdf: printed.value, error: '' } : { pdf: null, error: printed.error };
    this.#send({ kind: 'printed', request, ...answer });
  }

  #exited(code: number): void {
    this.#lab = undefined;
    this.#isReady = false;
    for (const settle of this.#vouching.values()) settle(null);
    this.#vouching.clear();
    for (const deliver of this.#clients.values()) deliver({ kind: 'down' });
    if (this.#isEnding) return this.#onEnded();
    if (this.options.policy.mayRestart(this.options.nowMs())) this.#start(true);
    else this.options.onGivenUp(`The lab died again and again (the last time with ${code}).`);
  }

  #send(message: ToLab): void {
    if (this.#isReady) this.#lab?.send(message);
  }
}
