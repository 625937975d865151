/**
 * Programs of the machine that judge our reports. Where one is absent, the tests that need it are reported as skipped, with
 * the reason in their name.
 */
import { spawnSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright';
import { describe } from 'vitest';
import { findChromium } from '../../app/lab/reports/pdf/find-chromium.js';

/** A `describe` that runs where the tool is, and is reported as skipped, saying why, where it is not. */
function describeWith(isThere: boolean, tool: string, title: string, body: () => void): void {
  if (isThere) describe(title, body);
  else describe.skip(`${title} [not run: ${tool} is not installed]`, body);
}

/** Path of the browser; empty where there is none, and then nothing that needs it runs. */
export const chromiumPath: string = findChromium({ environment: process.env, platform: process.platform }) ?? '';

export function describeWithChromium(title: string, body: () => void): void {
  describeWith(chromiumPath !== '', 'chromium', title, body);
}

export function describeWithXmllint(title: string, body: () => void): void {
  const found = spawnSync('xmllint', ['--version']).error === undefined;
  describeWith(found, 'xmllint (Debian: libxml2-utils)', title, body);
}

export function launchChromium(): Promise<Browser> {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless',
      ...sandbox,
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
