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

/** The answer as it leaves, its JSON in UTF-8 or as text; `sent` is told once whether it did. */
export type DirectAnswer = { readonly status: number; readonly body: Uint8Array | string; sent(left: boolean): void };

/** What every answer says to browsers. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
} as const;
export const HEADERS = { ...SECURITY_HEADERS, 'cache-control': 'no-store' };

type Entry = {
  feature: string;
  method: string;
  status: number;
  seconds: number;
  trace: string;
  error?: Error;
};
type Route = { item: Feature; head: string; names: string[]; rest: string[]; check: (body: unknown) => unknown };

/** The head of an answer, with the body whose length is in it. */
export type DirectReply = {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array | string;
  readonly trace: string;
  readonly retryAfter?: number | undefined;
  /** To be told once whether the answer was handed to the network whole. */
  readonly sent?: (left: boolean) => void;
};

/** A request that a feature takes past the framework. */
export type DirectCall = { readonly route: Route; readonly params: Readonly<Record<string, string>> };

export type DirectDoor = {
  /** Whose a request is, by its line and headers; undefined for anything out of the ordinary. */
  find(method: string | undefined, url: string, headers: IncomingHttpHeaders): DirectCall | undefined;
  /** Answers it; `reply` is called once. */
  answer(
    call: DirectCall,
    path: string,
    headers: IncomingHttpHeaders,
    rawBody: Buffer,
    reply: (answer: DirectReply) => void,
  ): void;
  /** The same for Node's server; true when it took the request. */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
};

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
}): DirectDoor {
  const routes = options.features.filter((item) => item.direct && item.body).map(routeOf);
  const common = routes.reduce((head, route) => sharedHead(head, route.head), routes[0]?.head ?? '');

  const find: DirectDoor['find'] = (method, url, headers) => {
    if (method !== 'POST' || routes.length === 0 || !url.startsWith(common) || /[%?]/.test(url)) return undefined;
    const length = Number(headers['content-length'] ?? Number.NaN);
    if (!(length > 0 && length <= options.bodyLimit) || !headers['content-type']?.startsWith('application/json'))
      return undefined;
    if (headers['idempotency-key'] !== undefined || headers.cookie !== undefined || headers.origin !== undefined)
      return undefined;
    for (const route of routes) {
      const params = paramsOf(route, url);
      if (params) return { route, params };
    }
    return undefined;
  };

  const answer: DirectDoor['answer'] = ({ route, params }, path, headers, rawBody, reply) => {
    const started = performance.now();
    const trace = options.ids.next();
    const { item } = route;
    const end = (answered: DirectReply, error?: Error): void => {
      reply(answered);
      const seconds = (performance.now() - started) / 1_000;
      const entry = { feature: item.name, method: 'POST', status: answered.status, seconds, trace };
      options.onRequest?.(error ? { ...entry, error } : entry);
    };
    const refuse = (error: unknown): void => {
      const known = asKnown(error, trace);
      const body = JSON.stringify(problemOf(known, pickLanguage(headers['accept-language']), trace));
      const { status, retryAfter } = known;
      end(
        { status, type: 'application/problem+json; charset=utf-8', body, trace, retryAfter },
        status >= 500 ? (error as Error) : undefined,
      );
    };
    try {
      const body = parsed(rawBody);
      const checked = (): unknown => route.check(body);
      (item.direct as NonNullable<Feature['direct']>)({
        method: 'POST',
        path,
        headers,
        params,
        rawBody,
        body,
        checked,
        trace,
      }).then(
        (told) =>
          end({
            status: told.status,
            type: 'application/json; charset=utf-8',
            body: told.body,
            trace,
            sent: told.sent,
          }),
        refuse,
      );
    } catch (error) {
      refuse(error);
    }
  };

  return {
    find,
    answer,
    serve(request, response) {
      const { url = '', headers } = request;
      const call = find(request.method, url, headers);
      if (!call) return false;
      let rawBody: Buffer | undefined;
      request.on('data', (chunk: Buffer) => {
        rawBody = rawBody ? Buffer.concat([rawBody, chunk]) : chunk;
      });
      request.on('end', () =>
        answer(call, url, headers, rawBody ?? Buffer.alloc(0), (answered) => send(response, answered)),
      );
      return true;
    },
  };
}

function send(response: ServerResponse, { status, type, body, trace, retryAfter, sent }: DirectReply): void {
  if (sent) tellWhenGone(response, sent);
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
function tellWhenGone(response: ServerResponse, sent: (left: boolean) => void): void {
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

/** Whether the database could not hold a text: U+0000, or in JSON half a character (a lone surrogate, which has the SQLSTATE of any bad JSON). */
export function isNotText(error: { code?: string; detail?: string }): boolean {
  const { code, detail } = error;
  return (
    code === '22021' || code === '22P05' || (code === '22P02' && /^Unicode (?:high|low) surrogate/.test(detail ?? ''))
  );
}

function asKnown(error: unknown, trace: string): DomainError {
  if (error instanceof DomainError) return error;
  if (isNotText(error as object)) return httpErrors.badText({}, { cause: error });
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
