import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import * as access from './mock-access.ts';
import * as work from './mock-cases.ts';
import * as loads from './mock-data.ts';

const data = { ...access, ...work, ...loads };

const ALL = [
  'cases.read',
  'cases.read-personal-data',
  'cases.decide',
  'licences.verify-facts',
  'exchange.read',
  'exchange.run-load',
  'exchange.read-rejected-rows',
  'catalogue.read',
  'base-registries.read',
  'interfaces.read',
  'interfaces.manage-keys',
  'identity.manage-accounts',
  'identity.grant-roles',
];
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** As the real server sets it: what breaks it here would break there. */
const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** What the cookie `mock` asks for: `full` (also without one), `empty`, `failing`, `signed-out`, `no-rights`. */
type Mode = 'full' | 'empty' | 'failing' | 'signed-out' | 'no-rights';

/** Serves a built console below /console/ and invented answers below /api. Deterministic; keeps only what was decided. */
export function startMockServer(
  dist: string,
): Promise<{ origin: string; server: Server; sent: { path: string; body: unknown }[] }> {
  const decided = new Map<string, { action: string; revision: number }>();
  const sent: { path: string; body: unknown }[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    if (url.pathname.startsWith('/api/')) void answer(request, response, url);
    else serve(response, url.pathname);
  });

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const mode = (/mock=([a-z-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'full') as Mode;
    const path = url.pathname.slice('/api'.length);
    if (path === '/live') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('retry: 60000\n\n');
      return;
    }
    if (path === '/session') {
      if (mode === 'signed-out') return json(response, 200, { ...data.session([], []), account: null });
      return json(
        response,
        200,
        mode === 'no-rights'
          ? data.session([], [])
          : data.session(ALL, [{ id: 'clerk', title: { zh: '审批人员', en: 'Clerk' } }]),
      );
    }
    if (mode === 'failing')
      return problem(
        response,
        500,
        'platform.internal',
        '系统出错，请稍后再试。',
        'Something broke; please try again later.',
        request,
      );
    const body: unknown = request.method === 'GET' ? undefined : await read(request);
    if (request.method !== 'GET') sent.push({ path: url.pathname, body });
    const items = <T>(list: readonly T[]) => (mode === 'empty' ? [] : list);
    const page = <T>(list: readonly T[]) => {
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const size = Number(url.searchParams.get('limit') ?? 20);
      const next = from + size < list.length ? String(from + size) : undefined;
      return {
        items: list.slice(from, from + size),
        ...(next ? { next } : {}),
        ...(from === 0 ? { total: list.length } : {}),
      };
    };
    const [, first = '', second = '', third = '', fourth = ''] = path.split('/');
    if (first === 'work' && second === 'cases') {
      if (!third) {
        const q = url.searchParams.get('q') ?? '';
        const light = url.searchParams.get('light');
        return json(
          response,
          200,
          page(items(data.cases).filter((one) => one.caseNo.includes(q) && (!light || one.clock.light === light))),
        );
      }
      const before = decided.get(third) ?? { revision: 3 };
      if (fourth) {
        if ((body as { revision: number }).revision !== before.revision || third.endsWith('9'))
          return problem(
            response,
            409,
            'cases.changed-meanwhile',
            '办件刚被其他人处理过。请刷新页面，看过最新内容后再操作。',
            'Someone else has just handled this case. Reload the page and look at it before acting.',
            request,
          );
        decided.set(third, { action: fourth, revision: before.revision + 1 });
      }
      const file = data.workCase(third, decided.get(third) ?? before);
      return file
        ? json(response, 200, file)
        : problem(response, 404, 'cases.case-not-found', '没有找到这个办件。', 'This case was not found.', request);
    }
    if (first === 'work' && second === 'verifications') {
      const state = url.searchParams.get('state');
      return json(
        response,
        200,
        fourth ? data.verifications[0] : page(items(data.verifications).filter((one) => !state || one.state === state)),
      );
    }
    if (path === '/exchange/sources') return json(response, 200, { items: items(data.sources) });
    if (first === 'exchange' && second === 'sources')
      return fourth
        ? json(response, 202, { loadId: data.running.id })
        : json(
            response,
            200,
            data.sources.find(({ id }) => id === third),
          );
    if (path === '/exchange/loads')
      return json(
        response,
        200,
        page(data.loads.filter(({ sourceId }) => sourceId === (url.searchParams.get('source') ?? sourceId))),
      );
    if (first === 'exchange' && fourth === 'rejected') {
      const reason = url.searchParams.get('reason');
      return json(response, 200, page(data.rejected.filter(({ reasons }) => !reason || reasons[0]?.code === reason)));
    }
    if (first === 'exchange') return json(response, 200, data.loadById(third));
    if (path === '/catalogue/resources') return json(response, 200, { items: items(data.resources) });
    if (first === 'catalogue')
      return json(
        response,
        200,
        data.resources.find(({ id }) => id === third),
      );
    if (path === '/registries') return json(response, 200, { items: items(data.registries) });
    if (path === '/interfaces') return json(response, 200, { items: items(data.interfaces) });
    if (first === 'interfaces') return json(response, 200, page(second === 'population-masked' ? [] : data.calls));
    if (path === '/applications') return json(response, 200, { items: items(data.applications) });
    if (first === 'applications' && third === 'keys' && !fourth)
      return json(response, 201, { keyId: 'ak_newnewnew', secret: 'sk_c2VjcmV0LXNob3duLW9uY2Utb25seQ' });
    if (first === 'applications') return json(response, 200, { revoked: true });
    if (path === '/organisations') return json(response, 200, { items: data.organisations });
    if (path === '/accounts' && request.method === 'GET') return json(response, 200, page(items(data.accounts)));
    if (first === 'accounts') return json(response, 200, data.accounts[0]);
    return problem(response, 404, 'http.not-found', '没有这个地址。', 'No such address.', request);
  }

  function serve(response: ServerResponse, path: string): void {
    const inside = normalize(path.replace(/^\/console/, '')).replace(/^(\.\.[/\\])+/, '');
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
      resolve({ origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, server, sent });
    });
  });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function problem(
  response: ServerResponse,
  status: number,
  code: string,
  zh: string,
  en: string,
  request: IncomingMessage,
): void {
  const title = (request.headers['accept-language'] ?? '').startsWith('en') ? en : zh;
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: `urn:yiwang:${code}`, title, status, code, requestId: '01JD2Q4W7K8M' }));
}

async function read(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return text ? JSON.parse(text) : undefined;
}
