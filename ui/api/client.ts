import { currentLanguage } from '../i18n/language.ts';
import type { SignInApp } from './types.ts';

/** An answer that is an error, told in the reader's language (RFC 9457), or no answer at all (`status` 0). */
export class ApiProblem extends Error {
  readonly status: number;
  /** Stable code such as `cases.not-found`; `client.network` and `client.slow` when no answer came. */
  readonly code: string;
  /** Number to quote when asking for help; empty when no answer came. */
  readonly requestId: string;
  /** Faults of single fields by JSON Pointer into what was sent. */
  readonly errors: readonly { pointer: string; code: string; detail: string }[];
  /** Seconds to wait before trying again, where the server said so. */
  readonly retryAfter: number | undefined;

  constructor(
    title: string,
    details: {
      status: number;
      code: string;
      requestId?: string;
      errors?: readonly { pointer: string; code: string; detail: string }[];
      retryAfter?: number | undefined;
    },
  ) {
    super(title);
    this.name = 'ApiProblem';
    this.status = details.status;
    this.code = details.code;
    this.requestId = details.requestId ?? '';
    this.errors = details.errors ?? [];
    this.retryAfter = details.retryAfter;
  }
}

export type Query = Record<string, string | number | boolean | undefined>;
type Options = { query?: Query; body?: unknown; idempotencyKey?: string; signal?: AbortSignal; timeoutMs?: number };

const TIMEOUT_MS = 30_000;
const settings: { app: SignInApp; onSignedOut: () => void } = { app: 'portal', onSignedOut: () => undefined };

/** Says which app is asking, and what to do when a request is answered 401. Call once, before the first request. */
export function configureApi(options: { app: SignInApp; onSignedOut?: () => void }): void {
  settings.app = options.app;
  settings.onSignedOut = options.onSignedOut ?? settings.onSignedOut;
}

/** Which app is asking, for the few requests that are not made here. */
export const appInUse = (): SignInApp => settings.app;

/** A fresh Idempotency-Key. Keep it for repeats of the same submission, so that it happens once. */
export function newIdempotencyKey(): string {
  // randomUUID exists in secure contexts only; a city's test machine may be plain http.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A path below `/api` with its query; parameters that are undefined or empty are left out. */
export function pathWith(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/**
 * One request to our server. Writes carry an Idempotency-Key. Throws {@link ApiProblem} for error answers, a broken network and
 * silence; an abort by the caller's signal stays an `AbortError`.
 */
export async function request<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  options: Options = {},
): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  const type = response.headers.get('content-type') ?? '';
  if (!type.includes('json')) throw notOurs(response);
  return (await response.json()) as T;
}

/** Like {@link request} for answers that are files. */
export async function requestFile(path: string): Promise<Blob> {
  return (await send('GET', path, {})).blob();
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-language': currentLanguage() === 'en' ? 'en' : 'zh-CN',
    'x-yiwang-app': settings.app,
  };
  let body: string | FormData | undefined;
  if (options.body instanceof FormData) body = options.body;
  else if (method !== 'GET') {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(options.body ?? {});
  }
  if (method !== 'GET') headers['idempotency-key'] = options.idempotencyKey ?? newIdempotencyKey();
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(pathWith(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiProblem('', { status: 0, code: timeout.aborted ? 'client.slow' : 'client.network' });
  }
  if (response.ok) return response;
  const problem = await readProblem(response);
  if (problem.status === 401 && !path.startsWith('/api/sign-in')) settings.onSignedOut();
  throw problem;
}

async function readProblem(response: Response): Promise<ApiProblem> {
  const after = Number(response.headers.get('retry-after'));
  const retryAfter = Number.isFinite(after) && after > 0 ? after : undefined;
  try {
    const said = (await response.json()) as {
      title?: string;
      code?: string;
      requestId?: string;
      errors?: { pointer: string; code: string; detail: string }[];
    };
    return new ApiProblem(said.title ?? '', {
      status: response.status,
      code: said.code ?? 'client.unknown',
      requestId: said.requestId ?? response.headers.get('x-request-id') ?? '',
      errors: said.errors ?? [],
      retryAfter,
    });
  } catch {
    return notOurs(response, retryAfter);
  }
}

/** A proxy's page or a half answer: not in our words, so the notice says what the status means. */
function notOurs(response: Response, retryAfter?: number): ApiProblem {
  return new ApiProblem('', {
    status: response.ok ? 502 : response.status,
    code: 'client.unknown',
    requestId: response.headers.get('x-request-id') ?? '',
    retryAfter,
  });
}
