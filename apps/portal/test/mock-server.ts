import { readFileSync, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { validateForm } from '@platform/forms';
import type { MyCase } from '@yiwang/ui/api/types.ts';
import * as cases from './sample.ts';
import * as more from './sample-licences.ts';

const sample = { ...cases, ...more };

// For tests of the portal alone: serves the built pages under the real content security policy, and sample answers chosen by the
// header `x-mock` (full, empty, out, fail). Never shipped; the real server is apps/server.

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
export const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

type Answer = { status?: number; body: unknown };
const problem = (status: number, code: string, title: string, more: object = {}): Answer => ({
  status,
  body: { type: `urn:yiwang:${code}`, status, code, title, requestId: 'req-0190-test', ...more },
});

/** What the city holds: like the real server, a case once submitted, withdrawn or rated is found so afterwards. */
type City = {
  cases: Map<string, MyCase>;
  english: boolean;
  drafts: Map<string, { form: Record<string, unknown>; revision: number; page?: string }>;
  files: Map<
    string,
    {
      id: string;
      field: string;
      material: string;
      name: string;
      size: number;
      state: string;
      offset: number;
      scanned: boolean;
    }
  >;
};
const newCity = (): City => ({ cases: new Map(sample.casesById), english: false, drafts: new Map(), files: new Map() });

/** Starts on a free port. `requests` collects what was asked, for assertions; `anew` forgets all of it and what was done. */
export async function startMock(
  dist: string,
): Promise<{ url: string; requests: Seen[]; anew: () => void; close: () => Promise<void> }> {
  const requests: Seen[] = [];
  let city = newCity();
  const server: Server = createServer((request, response) => {
    void handle(request, response, { dist, requests, city });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    anew: () => {
      requests.length = 0;
      city = newCity();
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export type Seen = { method: string; path: string; body: unknown; headers: IncomingMessage['headers'] };

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { dist, requests, city }: { dist: string; requests: Seen[]; city: City },
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://mock');
  if (!url.pathname.startsWith('/api/')) {
    file(url.pathname, response, dist);
    return;
  }
  if (url.pathname === '/api/live') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 60000\n\n');
    return;
  }
  if (request.method === 'HEAD' || request.headers['content-type'] === 'application/offset+octet-stream') {
    await piece(request, response, city, url.pathname);
    requests.push({ method: request.method ?? '', path: url.pathname, body: undefined, headers: request.headers });
    return;
  }
  let raw = '';
  for await (const chunk of request) raw += String(chunk);
  const body: unknown = raw.startsWith('{') ? JSON.parse(raw) : raw;
  requests.push({ method: request.method ?? '', path: url.pathname, body, headers: request.headers });
  const mode = String(request.headers['x-mock'] ?? 'full');
  const english = request.headers['accept-language']?.startsWith('en') ?? false;
  const { status = 200, body: said } = answer(
    { ...city, english },
    mode,
    `${request.method} ${url.pathname}`,
    url,
    body,
  );
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(said));
}

function file(pathname: string, response: ServerResponse, dist: string): void {
  const asked = path.join(dist, path.normalize(pathname));
  const found =
    asked.startsWith(dist) && path.extname(asked) !== '' && existsSync(asked) ? asked : path.join(dist, 'index.html');
  response
    .writeHead(200, {
      'content-type': TYPES[path.extname(found)] ?? 'application/octet-stream',
      'content-security-policy': CSP,
    })
    .end(readFileSync(found));
}

function answer(city: City, mode: string, what: string, url: URL, body: unknown): Answer {
  if (mode === 'fail') return problem(503, 'http.unavailable', '系统暂时不可用，请稍后再试');
  const empty = mode === 'empty';
  if (what === 'GET /api/session') return { body: mode === 'out' ? sample.signedOut : sample.session };
  if (what.startsWith('GET /api/sign-in/')) return { body: sample.signIn };
  if (what.startsWith('POST /api/sign-in/')) {
    const { password } = body as { password: string };
    return password === 'demo-only'
      ? { body: { redirectTo: '/me' } }
      : problem(401, 'identity.wrong-credentials', '账号或密码不对，请核对后再试');
  }
  if (what === 'GET /api/matters') return { body: { items: empty ? [] : found(url.searchParams.get('q') ?? '') } };
  if (what.startsWith('GET /api/matters/'))
    return what.endsWith('/tennis-membership')
      ? { body: sample.guide }
      : problem(404, 'matters.not-found', '没有这个事项');
  if (what === 'GET /api/divisions') return { body: { items: url.searchParams.has('parent') ? [] : sample.divisions } };
  if (what === 'GET /api/service-points') return { body: sample.points(empty) };
  if (what === 'POST /api/verify/token') return { body: sample.verdict((body as { token: string }).token) };
  if (what === 'POST /api/verify/file') return { body: sample.verdict('forged') };
  if (mode === 'out') return problem(401, 'access.sign-in', '请先登录');
  return personal(city, empty, what, url, body);
}

function personal(city: City, empty: boolean, what: string, url: URL, body: unknown): Answer {
  if (what === 'GET /api/cases/mine') {
    const all = [...city.cases.values()].filter(({ id }) => id !== sample.event.id).map((one) => sample.listing(one));
    const more = url.searchParams.has('cursor')
      ? all.map((one, index) => ({ ...one, id: `${one.id}-${index + 1}` }))
      : all;
    return { body: empty ? { items: [] } : { items: more, ...(url.searchParams.has('cursor') ? {} : { next: 'c2' }) } };
  }
  if (what === 'GET /api/cases/returned') return { body: { items: empty ? [] : [sample.returned] } };
  if (what === 'GET /api/licences/mine') return { body: { items: empty ? [] : sample.licences } };
  if (what === 'GET /api/my-data/summary')
    return {
      body: empty
        ? { reads30Days: 0, organisations30Days: 0, fields30Days: 0 }
        : { reads30Days: 12, organisations30Days: 3, fields30Days: 7, lastAt: '2026-11-22T06:05:00Z' },
    };
  if (what === 'GET /api/my-data/reads')
    return { body: empty ? { items: [] } : pageOfReads(Number(url.searchParams.get('cursor') ?? 0)) };
  if (what === 'GET /api/mandates') return { body: { items: [] } };
  if (what === 'POST /api/acting') return { body: { acting: null } };
  if (what === 'POST /api/cases') return { body: sample.draft };
  if (what === 'POST /api/reviews') return rated(city, body as { caseId: string; stars: number });
  const one = city.cases.get(/^\w+ \/api\/cases\/(?:mine\/)?([\w-]+)/.exec(what)?.[1] ?? '');
  if (what.startsWith('GET /api/cases/mine/'))
    return one ? { body: inLanguage(one, city.english) } : problem(404, 'cases.not-found', '没有这件办件');
  if (what.endsWith('/draft')) return draftOf(city, what, one?.id ?? '', body);
  if (/\/files(\/|$)/.test(what)) return filesOf(city, what, body);
  if (what.endsWith('/submit') || what.endsWith('/resubmit')) return submitted(city, body);
  if (what.endsWith('/withdraw'))
    return kept(city, { ...sample.routed, state: 'withdrawn', stateTitle: { zh: '已撤回', en: 'Withdrawn' } });
  const licence = /^GET \/api\/licences\/mine\/([\w-]+)$/.exec(what)?.[1];
  if (licence)
    return licence.startsWith('l-')
      ? { body: sample.licence(licence) }
      : problem(404, 'licences.not-found', '没有这张证照');
  return problem(404, 'http.not-found', '没有这个地址');
}

/** The draft as another device finds it; a save on an older revision is refused. */
function draftOf(city: City, what: string, id: string, body: unknown): Answer {
  const kept = city.drafts.get(id) ?? { form: {}, revision: 0 };
  const one = city.cases.get(id);
  if (what.startsWith('GET'))
    return { body: { ...kept, form: { ...kept.form, ...one?.form }, files: [...city.files.values()] } };
  const { form, base, page } = body as { form: Record<string, unknown>; base: number; page?: string };
  if (base !== kept.revision) return problem(409, 'cases.draft-elsewhere', '这份申请在另一台设备上改过');
  city.drafts.set(id, { form, revision: base + 1, ...(page ? { page } : {}) });
  return { body: { savedAt: '2026-11-22T06:04:30Z', revision: base + 1 } };
}

function filesOf(city: City, what: string, body: unknown): Answer {
  const id = what.split('/').at(-1) ?? '';
  if (what.startsWith('POST')) {
    const { field, name, size } = body as { field: string; name: string; size: number };
    const one = {
      id: `00000000-0000-4000-8000-${String(city.files.size + 1).padStart(12, '0')}`,
      field,
      material: 'plan',
      name,
      size,
      state: 'receiving',
      offset: 0,
      scanned: false,
    };
    city.files.set(one.id, one);
    return { status: 201, body: one };
  }
  if (what.startsWith('DELETE')) return { body: { removed: city.files.delete(id) } };
  return { body: { items: [...city.files.values()] } };
}

/** The next piece of a file; one whose name says so is found infected. */
async function piece(request: IncomingMessage, response: ServerResponse, city: City, pathname: string): Promise<void> {
  const one = city.files.get(pathname.split('/').at(-1) ?? '');
  let size = 0;
  for await (const chunk of request) size += (chunk as Buffer).length;
  if (!one) {
    response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{}');
    return;
  }
  if (one.name.includes('virus')) {
    const title = '病毒查杀发现问题（EICAR-Test-File），文件没有保存。请杀毒后再上传。';
    city.files.delete(one.id);
    response
      .writeHead(422, { 'content-type': 'application/problem+json' })
      .end(JSON.stringify({ title, code: 'files.malware-found' }));
    return;
  }
  one.offset += size;
  if (one.offset === one.size) one.state = 'stored';
  response.writeHead(request.method === 'HEAD' ? 200 : 204, { 'upload-offset': String(one.offset) }).end();
}

/** Checks as the server does, and refuses one number for a reason only a server knows. */
function submitted(city: City, body: unknown): Answer {
  const { form } = body as { form: Record<string, unknown> };
  if (form['kind'] !== undefined) return kept(city, { ...sample.routed, id: sample.event.id, form });
  const faults = validateForm(sample.draft.formSchema as never, form);
  const errors = faults.map((fault) => ({ pointer: fault.path, code: fault.code, detail: fault.message.zh }));
  if (form['phone'] === '13900000000')
    errors.push({ pointer: '/phone', code: 'cases.phone-in-use', detail: '这个号码已登记给别人，请换一个' });
  if (errors.length > 0) return problem(400, 'http.bad-input', '填写的内容有误', { errors });
  return kept(city, { ...sample.approved, id: sample.draft.id, form });
}

/** What was written for this applicant comes in one language. */
function inLanguage(one: MyCase, english: boolean): MyCase {
  if (!english || !one.refusal) return one;
  return { ...one, refusal: { ...one.refusal, reason: 'You hold a valid card already and cannot hold two.' } };
}

function kept(city: City, one: MyCase): Answer {
  city.cases.set(one.id, one);
  return { body: one };
}

function rated(city: City, { caseId, stars }: { caseId: string; stars: number }): Answer {
  const one = city.cases.get(caseId);
  if (one) city.cases.set(caseId, { ...one, review: { stars } });
  return { body: { id: 'v-1' } };
}

function pageOfReads(first: number): unknown {
  return { items: sample.reads(10, first), ...(first < 20 ? { next: String(first + 10) } : {}) };
}

function found(q: string): unknown[] {
  if (q === '') return sample.matters;
  if (q === '打网球') return sample.matters.slice(0, 1).map((one) => ({ ...one, matched: '打网球' }));
  return sample.matters.filter(
    (one) => one.title.zh.includes(q) || one.title.en.toLowerCase().includes(q.toLowerCase()),
  );
}
