import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { DomainError, pickLanguage, type Ids } from '@platform/kernel';
import { httpErrors } from './errors.ts';
import type { Feature } from './feature.ts';
import { problemOf } from './problem.ts';
import { inputChecker } from './validation.ts';

/** A request of a feature that is answered past the framework. */
export type DirectRequest = {
  readonly method: string;
  /** Without the query, as it was sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly params: Readonly<Record<string, string>>;
  readonly rawBody: Buffer;
  /** What the JSON says; not checked yet. */
  readonly body: unknown;
  /** The body checked by the feature's schema. @throws http.bad-input */
  readonly checked: () => unknown;
  readonly trace: string;
};

/** The answer as it leaves; `sent` is told once whether it did. */
export type DirectAnswer = { readonly status: number; readonly body: string; sent(left: boolean): void };

/** What every answer says to browsers. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
} as const;
const HEADERS = { ...SECURITY_HEADERS, 'cache-control': 'no-store' };

type Entry = {
  feature: string;
  method: string;
  status: number;
  seconds: number;
  trace: string;
  error?: Error;
};
type Route = { item: Feature; head: string; names: string[]; rest: string[]; check: (body: unknown) => unknown };

/**
 * Answers features that have `direct` (signed calls of departments' systems, which come in thousands a second) with what they need and nothing
 * more: no session, no cookies, no uploads, no stored repeats. Anything out of the ordinary (another content type, no length, an encoded path)
 * is left to the framework, where the same feature answers the same.
 */
export function directAnswers(options: {
  features: readonly Feature[];
  ids: Ids;
  bodyLimit: number;
  onRequest?: ((entry: Entry) => void) | undefined;
}): (request: IncomingMessage, response: ServerResponse) => boolean {
  const routes = options.features.filter((item) => item.direct && item.body).map(routeOf);
  if (routes.length === 0) return () => false;
  const common = routes.reduce((head, route) => sharedHead(head, route.head), routes[0]?.head ?? '');

  return (request, response) => {
    const { url = '', method, headers } = request;
    if (method !== 'POST' || !url.startsWith(common) || /[%?]/.test(url)) return false;
    const length = Number(headers['content-length'] ?? Number.NaN);
    if (!(length > 0 && length <= options.bodyLimit) || !headers['content-type']?.startsWith('application/json'))
      return false;
    if (headers['idempotency-key'] !== undefined || headers.cookie !== undefined || headers.origin !== undefined)
      return false;
    for (const route of routes) {
      const params = paramsOf(route, url);
      if (!params) continue;
      take(route, params, request, response);
      return true;
    }
    return false;
  };

  function take(
    route: Route,
    params: Record<string, string>,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const started = performance.now();
    let rawBody: Buffer | undefined;
    request.on('data', (chunk: Buffer) => {
      rawBody = rawBody ? Buffer.concat([rawBody, chunk]) : chunk;
    });
    request.on('end', () => void answer(route, params, request, response, rawBody ?? Buffer.alloc(0), started));
  }

  async function answer(
    { item, check }: Route,
    params: Record<string, string>,
    request: IncomingMessage,
    response: ServerResponse,
    rawBody: Buffer,
    started: number,
  ): Promise<void> {
    const trace = options.ids.next();
    const { headers, url: path = '' } = request;
    let fault: Error | undefined;
    try {
      const body = parsed(rawBody);
      const told = await (item.direct as NonNullable<Feature['direct']>)({
        method: 'POST',
        path,
        headers,
        params,
        rawBody,
        body,
        checked: () => check(body),
        trace,
      });
      tellWhenGone(response, told);
      send(response, told.status, 'application/json; charset=utf-8', told.body, trace);
    } catch (error) {
      const known = asKnown(error, trace);
      if (known.status >= 500) fault = error as Error;
      const text = JSON.stringify(problemOf(known, pickLanguage(headers['accept-language']), trace));
      send(response, known.status, 'application/problem+json; charset=utf-8', text, trace, known.retryAfter);
    }
    options.onRequest?.({
      feature: item.name,
      method: 'POST',
      status: response.statusCode,
      seconds: (performance.now() - started) / 1_000,
      trace,
      ...(fault ? { error: fault } : {}),
    });
  }
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  trace: string,
  retryAfter?: number,
): void {
  const headers: OutgoingHttpHeaders = {
    ...HEADERS,
    'x-request-id': trace,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  };
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
  response.writeHead(status, headers);
  response.end(body);
}

/** Tells once whether the answer was handed to the network whole. */
function tellWhenGone(response: ServerResponse, { sent }: DirectAnswer): void {
  let told = false;
  const tell = (left: boolean): void => {
    if (told) return;
    told = true;
    sent(left);
  };
  response.once('finish', () => tell(true));
  response.once('close', () => tell(false));
  if (response.destroyed) tell(false);
}

function parsed(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw httpErrors.badJson();
  }
}

/** SQLSTATEs of text that no table can hold (U+0000). */
export const NOT_TEXT: ReadonlySet<string> = new Set(['22021', '22P05']);

function asKnown(error: unknown, trace: string): DomainError {
  if (error instanceof DomainError) return error;
  if (NOT_TEXT.has((error as { code?: string }).code ?? '')) return httpErrors.badText({}, { cause: error });
  return httpErrors.unexpected({ requestId: trace }, { cause: error });
}

/** `/a/:id/v/:version` as what stands before the first name, the names, and what stands behind each. */
function routeOf(item: Feature): Route {
  const parts = item.path.split(/:([A-Za-z]+)/);
  return {
    item,
    head: parts[0] as string,
    names: parts.filter((_, index) => index % 2 === 1),
    rest: parts.filter((_, index) => index % 2 === 0).slice(1),
    check: inputChecker(item.body as NonNullable<Feature['body']>, false, 'once'),
  };
}

const MOST_PARAM = 64;

function paramsOf({ head, names, rest }: Route, url: string): Record<string, string> | undefined {
  if (!url.startsWith(head)) return undefined;
  const params: Record<string, string> = {};
  let at = head.length;
  for (const [index, name] of names.entries()) {
    const next = rest[index] as string;
    const end = next === '' ? url.length : url.indexOf(next, at);
    const value = end < 0 ? '' : url.slice(at, end);
    if (value === '' || value.length > MOST_PARAM || value.includes('/')) return undefined;
    params[name] = value;
    at = end + next.length;
  }
  return at === url.length ? params : undefined;
}

function sharedHead(left: string, right: string): string {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return left.slice(0, length);
}
