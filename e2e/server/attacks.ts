/**
 * What a page of another site tries against a lab at an address that it guessed. A text and not a function: this program is compiled
 * without the names of the DOM. Every way ends by itself and says how.
 */
export const attacks = `async (lab) => {
  const settled = (promise, good) => promise.then(() => good, () => 'refused');
  const socket = (protocols) =>
    new Promise((resolve) => {
      const made = new WebSocket(lab.replace('http', 'ws') + '/lab', protocols);
      made.onopen = () => resolve('opened');
      made.onerror = () => resolve('refused');
    });
  const events = () =>
    new Promise((resolve) => {
      const source = new EventSource(lab + '/lab');
      source.onopen = () => resolve('opened');
      source.onerror = () => {
        source.close();
        resolve('refused');
      };
    });
  const element = (name, address, seen) =>
    new Promise((resolve) => {
      const made = document.createElement(name);
      made.src = address;
      made.onload = () => resolve(seen(made));
      made.onerror = () => resolve('refused');
      document.body.append(made);
    });
  const upload = lab + '/uploads/new?from=0&last=1';
  const form = { method: 'POST', body: 'x' };
  return {
    fetch: await settled(fetch(lab + '/'), 'read'),
    'fetch without reading': await fetch(upload, { ...form, mode: 'no-cors' }).then(
      ({ status }) => (status === 0 ? 'refused' : 'read'),
      () => 'refused',
    ),
    'fetch with a header': await settled(fetch(lab + '/lab', { ...form, headers: { authorization: 'Bearer x' } }), 'read'),
    socket: await socket([]),
    'socket with a protocol': await socket(['curfew.1', 'token.' + '0'.repeat(64)]),
    events: await events(),
    script: await element('script', lab + '/index.html', () => 'loaded'),
    frame: await element('iframe', lab + '/', ({ contentDocument }) => (contentDocument === null ? 'nothing to read' : 'readable')),
    beacon: navigator.sendBeacon(upload, 'x') ? 'sent' : 'refused',
  };
}`;
