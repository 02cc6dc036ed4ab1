import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** As the real server sets it (`platform/http/server.ts`): what breaks it here would break there. */
const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** The number that people are asked to quote when something broke. */
const REQUEST_ID = '01JD2Q4W7K8M';

/** One request for data, and how to answer it. */
export type MockCall = {
  method: string;
  url: URL;
  /** Below /api, with its slash. */
  path: string;
  /** What the cookie `mock` asks for; `full` without one. */
  mode: string;
  body(): Promise<unknown>;
  json(status: number, body: unknown): void;
  /** An RFC 9457 problem in the language that the page asks for. */
  problem(status: number, code: string, text: { zh: string; en: string }): void;
};

export type MockServer = { origin: string; close(): void };

/** Serves a built app below `/<app>/` under the real content security policy, and what `answer` says below /api. The live channel stays quiet. */
export async function startMockServer(options: {
  app: string;
  dist: string;
  answer: (call: MockCall) => void | Promise<void>;
}): Promise<MockServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    if (!url.pathname.startsWith('/api/')) return serve(options, response, url.pathname);
    if (url.pathname === '/api/live') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('retry: 60000\n\n');
      return;
    }
    void options.answer(callOf(request, response, url));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function callOf(request: IncomingMessage, response: ServerResponse, url: URL): MockCall {
  const send = (status: number, type: string, body: unknown): void => {
    response.writeHead(status, { 'content-type': type });
    response.end(JSON.stringify(body));
  };
  return {
    method: request.method ?? 'GET',
    url,
    path: url.pathname.slice('/api'.length),
    mode: /mock=([a-z-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'full',
    async body() {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const text = Buffer.concat(parts).toString();
      return text ? JSON.parse(text) : undefined;
    },
    json: (status, body) => send(status, 'application/json', body),
    problem(status, code, { zh, en }) {
      const title = (request.headers['accept-language'] ?? '').startsWith('en') ? en : zh;
      const body = { type: `urn:yiwang:${code}`, title, status, code, requestId: REQUEST_ID };
      send(status, 'application/problem+json', body);
    },
  };
}

function serve({ app, dist }: { app: string; dist: string }, response: ServerResponse, path: string): void {
  const below = path.startsWith(`/${app}`) ? path.slice(app.length + 1) : path;
  const inside = normalize(below).replace(/^(\.\.[/\\])+/, '');
  const file = join(dist, inside);
  const found = inside !== '/' && existsSync(file) && statSync(file).isFile() ? file : join(dist, 'index.html');
  response.writeHead(200, {
    'content-type': TYPES[extname(found)] ?? 'application/octet-stream',
    'content-security-policy': CSP,
  });
  createReadStream(found).pipe(response);
}
