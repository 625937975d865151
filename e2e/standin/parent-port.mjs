/** In the lab process: Electron's `process.parentPort` over Node's own channel. */
process.parentPort = {
  on: (event, listener) => process.on(event, (data) => listener({ data })),
  postMessage: (message) => process.send(message),
};
process.once('disconnect', () => process.exit(0));
