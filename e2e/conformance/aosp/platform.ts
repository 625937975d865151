/** Android's own classes, driven by the Java module `engine/conformance/aosp`: scripts go in, results come out. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Script, SimulationResult } from '../../../simulator/limits/script.js';

/** Where the platform's own code, or the harness around it, stopped. */
export interface PlatformFailure {
  readonly failure: string;
}

export type PlatformAnswer = SimulationResult | PlatformFailure;

interface Waiting {
  readonly resolve: (answer: PlatformAnswer) => void;
  readonly reject: (reason: Error) => void;
}

/** One long-lived JVM. Scripts are answered in the order in which they were asked. */
export class AospPlatform {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting: Waiting[] = [];
  private errors = '';

  /** @param java  the program, @param args  what it is started with, the android-all jar among them */
  constructor(java: string, args: readonly string[]) {
    this.child = spawn(java, args);
    this.child.stderr.on('data', (bytes: Buffer) => {
      this.errors = (this.errors + bytes.toString('utf8')).slice(-4_000);
    });
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.waiting.shift()?.resolve(JSON.parse(line) as PlatformAnswer);
    });
    this.child.on('error', (error) => {
      this.giveUp(`cannot start ${java}: ${error.message}`);
    });
    this.child.on('close', (code) => {
      this.giveUp(`the Java side ended with code ${code}:\n${this.errors}`);
    });
    // A side that is gone is told by 'close'; writing to it must not end this process.
    this.child.stdin.on('error', (error) => {
      this.giveUp(`the Java side cannot be written to: ${error.message}`);
    });
  }

  play(script: Script): Promise<PlatformAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${JSON.stringify(script)}\n`);
    });
  }

  close(): void {
    this.child.stdin.end();
  }

  private giveUp(reason: string): void {
    for (const { reject } of this.waiting.splice(0)) reject(new Error(reason));
  }
}
