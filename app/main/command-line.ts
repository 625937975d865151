/** What the program was called with: by a person, by `npm start`, or by the system to open a file or a link. */
import path from 'node:path';
import { existsSync } from 'node:fs';

export interface Call {
  readonly data: string | undefined;
  readonly simulate: number;
  /** Logs to open, absolute. */
  readonly files: readonly string[];
  /** Page to show: `#/runs/ID`, from a link `curfew://run/ID`. */
  readonly page: string | null;
}

const logFile = /\.(?:log|logcat|txt|zip|arrow)$/i;
const maxSimulated = 64;

/** `args`: without the program itself. Chromium adds switches of its own, so what is not known is not looked at. */
export function readCall(args: readonly string[], folder: string): Call {
  const files = args
    .filter((arg) => !arg.startsWith('-') && logFile.test(arg))
    .map((arg) => path.resolve(folder, arg))
    .filter((file) => existsSync(file));
  const simulate = Number(valueOf(args, 'simulate') ?? 0);
  return {
    data: valueOf(args, 'data'),
    simulate: Number.isInteger(simulate) && simulate >= 0 && simulate <= maxSimulated ? simulate : 0,
    files,
    page: args.map(pageOfLink).find((page) => page !== null) ?? null,
  };
}

function valueOf(args: readonly string[], name: string): string | undefined {
  return args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/** `null` for what is no link of ours: any page in any browser can make one. */
export function pageOfLink(link: string): string | null {
  const run = /^curfew:\/\/run\/([a-z0-9-]{1,200})\/?$/.exec(link)?.[1];
  return run === undefined ? null : `#/runs/${run}`;
}
