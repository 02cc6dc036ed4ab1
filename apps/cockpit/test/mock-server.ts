import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import * as data from './mock-data.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** As the real server sets it: what breaks it here would break there. */
const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** What the cookie `mock` asks for: `full` (also without one), `quiet` (all zero), `empty` (no board), `failing`, `signed-out`, `no-right`. */
export type MockServer = {
  origin: string;
  server: Server /** From now on the boards fail. */;
  breakBoards: (broken: boolean) => void;
};

/** Serves a built cockpit below /cockpit/ and invented answers below /api. Deterministic. */
export function startMockServer(dist: string): Promise<MockServer> {
  let broken = false;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    if (url.pathname.startsWith('/api/')) answer(request, response, url);
    else serve(response, url.pathname);
  });

  function answer(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const mode = /mock=([a-z-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'full';
    const path = url.pathname.slice('/api'.length);
    if (path === '/live') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('retry: 60000\n\n');
      return;
    }
    if (path === '/session')
      return json(
        response,
        200,
        mode === 'signed-out'
          ? { ...data.session([]), account: null }
          : data.session(mode === 'no-right' ? [] : ['cockpit.read']),
      );
    if (path === '/boundaries') return json(response, 200, data.boundaries);
    if (path === '/organisations') return json(response, 200, { items: data.organisations });
    if (mode === 'failing' || broken) return problem(response, request);
    if (path === '/cockpit/boards')
      return json(response, 200, { items: mode === 'empty' ? [] : [{ id: 'city', title: data.board(false).title }] });
    if (path.startsWith('/cockpit/boards/')) return json(response, 200, data.board(mode === 'quiet'));
    if (path.startsWith('/cockpit/indicators/')) {
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const size = Number(url.searchParams.get('limit') ?? 20);
      const rows = mode === 'quiet' ? [] : data.records.rows;
      return json(response, 200, {
        ...data.records,
        rows: rows.slice(from, from + size),
        ...(from + size < rows.length ? { next: String(from + size) } : {}),
      });
    }
    return problem(response, request);
  }

  function serve(response: ServerResponse, path: string): void {
    const inside = normalize(path.replace(/^\/cockpit/, '')).replace(/^(\.\.[/\\])+/, '');
    const file = join(dist, inside);
    const found = inside !== '/' && existsSync(file) && statSync(file).isFile() ? file : join(dist, 'index.html');
    response.writeHead(200, {
      'content-type': TYPES[extname(found)] ?? 'application/octet-stream',
      'content-security-policy': CSP,
    });
    createReadStream(found).pipe(response);
  }

  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
        server,
        breakBoards: (value) => {
          broken = value;
        },
      });
    });
  });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function problem(response: ServerResponse, request: IncomingMessage): void {
  const title = (request.headers['accept-language'] ?? '').startsWith('en')
    ? 'Something broke; please try again later.'
    : '系统出错，请稍后再试。';
  response.writeHead(500, { 'content-type': 'application/problem+json' });
  response.end(
    JSON.stringify({
      type: 'urn:yiwang:platform.internal',
      title,
      status: 500,
      code: 'platform.internal',
      requestId: '01JD2Q4W7K8M',
    }),
  );
}
