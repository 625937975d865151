/**
 * The client of the page, whatever host it lives in: Electron's bridge where the preload put one, else the server that served
 * the page. Called once, when the page begins.
 */
import type { LabClient } from '../contract.js';
import { connectToBridge, type DesktopListener, type LabBridge } from './bridge-client.js';
import { connectToServer, tokenOfFragment, type Browser } from './web-socket-client.js';

/** What a page has; `openPage(window)` fits, with `browser` made of `WebSocket`, `fetch` and `setTimeout`. */
export interface Page {
  readonly curfewBridge?: LabBridge;
  readonly location: { readonly origin: string; readonly pathname: string; readonly search: string; hash: string };
  readonly history: { readonly replaceState: (data: unknown, unused: string, url: string) => void };
  readonly sessionStorage: {
    readonly getItem: (key: string) => string | null;
    readonly setItem: (key: string, value: string) => void;
  };
}

const STORED_TOKEN = 'curfew.token';

/** `null` when the page was opened without the token: the address must be opened as the server printed it. */
export function connectPage(page: Page, browser: Browser, desktop?: DesktopListener): LabClient | null {
  if (page.curfewBridge !== undefined) return connectToBridge(page.curfewBridge, desktop);
  const token = takeToken(page);
  return token === null ? null : connectToServer({ origin: page.location.origin, token }, browser);
}

/** The token leaves the address at once, so that it is not copied with it; a reload finds it in the tab's own storage. */
function takeToken({ location, history, sessionStorage }: Page): string | null {
  const given = tokenOfFragment(location.hash);
  if (given === null) return sessionStorage.getItem(STORED_TOKEN);
  sessionStorage.setItem(STORED_TOKEN, given);
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return given;
}
