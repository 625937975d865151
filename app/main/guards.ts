/** What no window of this program ever does: go elsewhere, open others, ask the system for something. */
import type { Session, WebContents } from 'electron';

/** Writing to the clipboard is how a person takes a line of a log along; everything else is denied. */
const allowed: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

export function guardContents(contents: WebContents, pageOrigin: string): void {
  const stayOnPage = (event: { readonly preventDefault: () => void; readonly url?: string }, url = event.url): void => {
    if (url?.startsWith(`${pageOrigin}/`) !== true) event.preventDefault();
  };
  contents.on('will-navigate', (event) => stayOnPage(event));
  contents.on('will-redirect', (event) => stayOnPage(event));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => allowed.has(permission));
  session.setDevicePermissionHandler(() => false);
  // A page that may connect to nothing loads nothing; downloads are for reports, which the lab writes itself.
  session.on('will-download', (event) => event.preventDefault());
}
