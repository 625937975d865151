/**
 * The lab over loopback: the page's files, uploads, and one WebSocket for everything else. Listens on 127.0.0.1 only and
 * serves the page that it printed the address of, nobody else.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { fail, ok, type Result } from '../../engine/result.js';
import type { Dispatcher } from '../api/dispatcher.js';
import { protocolName } from '../api/protocol.js';
import type { Uploads } from '../api/uploads.js';
import { refusedHost, refusedRequest, refusedSocket, type Door, type Refusal } from './access.js';
import { maxMessageBytes, serveSocket } from './lab-socket.js';
import { safeHeaders, servePageFile } from './page-files.js';
import { takeUpload, uploadPlace } from './upload-route.js';

export interface LabServerOptions {
  /** 0: a free one. */
  readonly port: number;
  /** 64 hexadecimal digits; left out: made anew. A supervisor gives a server that it starts again the old one. */
  readonly token?: string;
  /** The built page. */
  readonly page: string;
  readonly dispatcher: Dispatcher;
  readonly uploads: Uploads;
  /** A mistake of ours while serving. */
  readonly tellBroken: (what: string, error: unknown) => void;
}

export interface LabServer {
  /** With the secret in its fragment, which a browser sends to nobody: `http://127.0.0.1:49152/#token=...`. */
  readonly address: string;
  readonly door: Door;
  readonly port: number;
  readonly close: () => Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Pages at a time; each is a person's window. */
const maxSockets = 32;

const newToken = (): string => randomBytes(32).toString('hex');

export async function startLabServer(options: LabServerOptions): Promise<Result<LabServer, string>> {
  const http = createServer({ requestTimeout: 120_000, headersTimeout: 10_000, maxHeaderSize: 16_384 });
  const port = await listen(http, options.port);
  if (!port.ok) return port;
  const door: Door = { host: `${LOOPBACK}:${port.value}`, token: options.token ?? newToken() };
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    clientTracking: true,
    handleProtocols: () => protocolName,
  });
  http.on('request', (request, response) => {
    respond(request, response, door, options).catch((error: unknown) => {
      options.tellBroken(`${request.method ?? ''} ${request.url ?? ''}`, error);
      response.destroy();
    });
  });
  http.on('upgrade', (request, stream, head) => {
    const refused =
      request.url === '/lab' ? refusedSocket(request, door) : ({ status: 403, text: 'Not here.' } as const);
    if (refused !== null) return refuseStream(stream, refused);
    if (sockets.clients.size >= maxSockets) return refuseStream(stream, { status: 403, text: 'Too many pages.' });
    sockets.handleUpgrade(request, stream, head, (socket) => serveSocket(socket, options.dispatcher));
  });
  return ok({
    address: `http://${door.host}/#token=${door.token}`,
    door,
    port: port.value,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  });
}

function listen(http: ReturnType<typeof createServer>, port: number): Promise<Result<number, string>> {
  return new Promise((resolve) => {
    http.once('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE';
      resolve(
        fail(
          isTaken ? `Port ${port} is taken: choose another with --port.` : `The server cannot listen: ${error.message}`,
        ),
      );
    });
    http.listen(port, LOOPBACK, () => {
      const address = http.address();
      resolve(typeof address === 'object' && address !== null ? ok(address.port) : fail('The server has no port.'));
    });
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  door: Door,
  { page, uploads }: LabServerOptions,
): Promise<void> {
  const { method = '', url = '' } = request;
  if (url.startsWith('/uploads/')) {
    const refused = refusedRequest(request, door);
    if (refused !== null) return refuse(request, response, refused);
    const place = method === 'POST' ? uploadPlace(url) : null;
    if (place === null) return refuse(request, response, { status: 403, text: 'This is no upload.' });
    return await takeUpload(request, response, place, uploads);
  }
  const refused = refusedHost(request, door);
  if (refused !== null) return refuse(request, response, refused);
  if (method !== 'GET' && method !== 'HEAD') return refuse(request, response, { status: 403, text: 'Only reading.' });
  await servePageFile(page, url, response);
}

/** What the sender still sends is not read: the connection ends. */
function refuse(request: IncomingMessage, response: ServerResponse, { status, text }: Refusal): void {
  response.writeHead(status, { ...safeHeaders, 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(text);
  request.resume();
}

function refuseStream(stream: Duplex, { status, text }: Refusal): void {
  // The other end may be gone already; there is nobody to tell.
  stream.on('error', () => stream.destroy());
  stream.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}
