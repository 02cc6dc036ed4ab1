import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import cookie from '@fastify/cookie';
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';
import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { DomainError, pickLanguage, type Clock, type Ids } from '@platform/kernel';
import { accessErrors, demand, type Actor } from '@platform/access';
import type { BlindIndex, Sealer } from '@platform/crypto';
import type { Database } from '@platform/database';
import { directAnswers, isNotText, SECURITY_HEADERS } from './direct.ts';
import { httpErrors } from './errors.ts';
import { standBefore } from './front.ts';
import type { Feature, RequestContext } from './feature.ts';
import { problemOf } from './problem.ts';
import { RateLimiter } from './rate-limit.ts';
import { onceByKey } from './request-keys.ts';
import { inputChecker } from './validation.ts';

/** Who sent the request, by its cookie; anonymous when none or ended. */
export type SessionResolver = (request: FastifyRequest) => Promise<Actor>;
/** Which department's system sent the request, by its key and signature over the raw body; throws a coded error when it does not check. */
export type ApplicationResolver = (request: FastifyRequest, rawBody: Buffer) => Promise<Actor>;

export type HttpOptions = {
  database: Database;
  clock: Clock;
  ids: Ids;
  sealer: Sealer;
  blindIndex: BlindIndex['blindIndex'];
  features: readonly Feature[];
  /** Origin that browsers see, such as `https://city.example`. */
  publicUrl: string;
  resolveSession: SessionResolver;
  resolveApplication?: ApplicationResolver;
  /** Answers requests that Fastify must not see (the OpenID provider); true when it took the request. */
  before?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Answers what no route has, such as a page of an application; undefined leaves it to "not found". */
  page?: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;
  /** Plug-ins that must stand before the routes, such as the one that describes them. */
  plugins?: (app: FastifyInstance) => Promise<void>;
  onRequest?: (entry: {
    feature: string;
    method: string;
    status: number;
    seconds: number;
    trace: string;
    error?: Error;
  }) => void;
  bodyLimit?: number;
  rateLimitPerMinute?: number;
};

declare module 'fastify' {
  interface FastifyRequest {
    trace: string;
    rawBody?: Buffer;
    fault?: Error;
  }
}

const BODY_LIMIT = 1024 * 1024;
const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** The HTTP server with all features mounted; not yet listening. Pages and static files are added by the app. */
export async function buildHttp(options: HttpOptions): Promise<FastifyInstance> {
  const limiter = new RateLimiter(options.clock);
  const direct = directAnswers({
    features: options.features,
    ids: options.ids,
    bodyLimit: options.bodyLimit ?? BODY_LIMIT,
    onRequest: options.onRequest,
  });
  const app = Fastify({
    bodyLimit: options.bodyLimit ?? BODY_LIMIT,
    logger: false,
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: 300 },
    genReqId: () => options.ids.next(),
    serverFactory: (handler) =>
      createServer((request, response) => {
        if (!options.before?.(request, response) && !direct.serve(request, response)) handler(request, response);
      }),
  });
  const front = standBefore(app.server, direct);
  app.addHook('preClose', async () => front.close());
  await app.register(cookie);
  await app.register(multipart, { limits: { files: 1, fields: 20, fieldSize: 64 * 1024 }, throwFileSizeLimit: false });
  keepRawJson(app);

  app.addHook('onRequest', async (request, reply) => {
    request.trace = request.id;
    reply.headers({
      'x-request-id': request.trace,
      ...SECURITY_HEADERS,
    });
    // What the API says is about someone or of this moment; a feature whose answer may be kept says so itself.
    if (/^\/(api|auth)(\/|\?|$)/.test(request.url)) reply.header('cache-control', 'no-store');
    if (UNSAFE.has(request.method)) refuseCrossSite(request, options.publicUrl);
    refuseLargeUpload(request);
  });
  app.addHook('onResponse', async (request, reply) => {
    options.onRequest?.({
      feature: (request.routeOptions.config as { feature?: string }).feature ?? request.routeOptions.url ?? 'other',
      method: request.method,
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
      trace: request.trace,
      ...(request.fault ? { error: request.fault } : {}),
    });
  });
  app.setErrorHandler((error, request, reply) => answerError(error as Error, request, reply));
  app.setNotFoundHandler(
    (request, reply) => options.page?.(request, reply) ?? answerError(httpErrors.notFound(), request, reply),
  );
  // Input is checked by our own checker, in people's language; answers are still written by their schema, which drops what it does not name.
  app.setValidatorCompiler(() => () => true);
  // What writes an answer is made when the first is written, as what checks input is (validation.ts).
  app.setSerializerCompiler((route) => {
    let write: ((answer: unknown) => string) | undefined;
    return (answer) => (write ??= answerWriter({ ...route, httpStatus: route.httpStatus ?? '' }))(answer);
  });

  await options.plugins?.(app);
  for (const item of options.features) mount(app, item, options, limiter);
  return app;
}

const answerWriter = SerializerSelector()();

function mount(app: FastifyInstance, item: Feature, options: HttpOptions, limiter: RateLimiter): void {
  const checks = {
    params: item.params && inputChecker(item.params, true),
    query: item.query && inputChecker(item.query, true),
    body: item.body && inputChecker(item.body, false),
  };
  const status = item.status ?? 200;
  app.route({
    method: item.method,
    url: item.path,
    config: { feature: item.name },
    ...(item.bodyLimit === undefined ? {} : { bodyLimit: item.bodyLimit }),
    schema: {
      operationId: item.name,
      summary: item.summary.zh,
      description: item.summary.en,
      tags: [item.name.split('.')[0] as string],
      hide: item.hidden ?? false,
      ...(item.params ? { params: item.params } : {}),
      ...(item.query ? { querystring: item.query } : {}),
      ...(item.body ? { body: item.body } : {}),
      ...(item.response ? { response: { [status]: item.response } } : {}),
    },
    handler: async (request, reply) => {
      const actor =
        'application' in item.access
          ? await resolveApplication(options, request)
          : await options.resolveSession(request);
      limiter.take(`${item.name} ${callerOf(actor, request)}`, item.rateLimit ?? options.rateLimitPerMinute ?? 600);
      demand(item.access, actor);
      const context: RequestContext = {
        actor,
        language: pickLanguage(request.headers['accept-language']),
        trace: request.trace,
        request,
        reply,
      };
      const input = {
        params: checks.params?.(request.params) ?? {},
        query: checks.query?.(request.query) ?? {},
        body: checks.body?.(request.body),
      } as never;
      const key = request.headers['idempotency-key'];
      // An upload is read by its handler: without its bytes nobody can tell a repeat from another file under the same key.
      const repeatable =
        item.method !== 'GET' && item.response !== undefined && !item.sendsItself && !request.isMultipart();
      if (repeatable && typeof key === 'string' && key.length >= 8 && key.length <= 100) {
        const content = `${item.method} ${request.url} ${request.rawBody?.toString('utf8') ?? ''}`;
        const done = await onceByKey(options, { owner: callerOf(actor, request), key, content }, async () => ({
          status,
          answer: await item.handle(context, input),
        }));
        return reply.code(done.status).send(done.answer);
      }
      const answer = await item.handle(context, input);
      if (reply.sent || reply.raw.headersSent) return reply;
      if (answer === reply) return reply;
      return reply.code(reply.statusCode === 200 ? status : reply.statusCode).send(answer);
    },
  });
}

async function resolveApplication(options: HttpOptions, request: FastifyRequest): Promise<Actor> {
  if (!options.resolveApplication) throw accessErrors.signInFirst();
  return options.resolveApplication(request, request.rawBody ?? Buffer.alloc(0));
}

function callerOf(actor: Actor, request: FastifyRequest): string {
  if (actor.kind === 'person' || actor.kind === 'staff') return actor.accountId;
  if (actor.kind === 'application') return actor.applicationId;
  return request.ip;
}

/** Signatures cover the bytes that were sent, so JSON bodies are kept as they came. */
function keepRawJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    request.rawBody = body as Buffer;
    if ((body as Buffer).length === 0) return done(null, undefined);
    return parse(request, (body as Buffer).toString('utf8'), done);
  });
  // A piece of an upload (tus 1.0): read by its feature as it comes, which bounds it.
  app.addContentTypeParser('application/offset+octet-stream', (_request, payload, done) => done(null, payload));
  // A line a row, read by the feature itself.
  app.addContentTypeParser('application/x-ndjson', { parseAs: 'buffer' }, (request, body, done) => {
    request.rawBody = body as Buffer;
    done(null, undefined);
  });
}

/** Browsers say where a request comes from; one from elsewhere may not act with the visitor's cookie. */
function refuseCrossSite(request: FastifyRequest, publicUrl: string): void {
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const origin = request.headers.origin;
  if (site === undefined && origin === undefined) return;
  if (origin !== undefined && (origin === new URL(publicUrl).origin || origin === `http://${request.headers.host}`))
    return;
  throw httpErrors.crossSite();
}

/** An upload's parts are read by its handler, past the body limit; one that says it is too large is refused before it is sent. */
function refuseLargeUpload(request: FastifyRequest): void {
  if (!request.headers['content-type']?.startsWith('multipart/')) return;
  const limit = request.routeOptions.bodyLimit ?? BODY_LIMIT;
  if (!(Number(request.headers['content-length'] ?? 0) > limit)) return;
  throw httpErrors.tooLarge({ limit: sizeText(limit) });
}

function answerError(
  error: Error & { code?: string; statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = asDomainError(error, request);
  if (known.status >= 500) request.fault = error;
  if (known.retryAfter !== undefined) reply.header('retry-after', String(known.retryAfter));
  // What is still on its way would otherwise be read to its end, however long it is.
  if (known.status === 413) reply.header('connection', 'close');
  const problem = problemOf(known, pickLanguage(request.headers['accept-language']), request.trace);
  return reply.code(known.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** SQLSTATEs of a value that is no uuid, number or instant: what a made-up cursor comes to where it is used. */
const NOT_A_KEY = new Set(['22P02', '22003', '22007', '22008']);

function asDomainError(error: Error & { code?: string; statusCode?: number }, request: FastifyRequest): DomainError {
  if (error instanceof DomainError) return error;
  const code = error.code ?? '';
  if (isNotText(error)) return httpErrors.badText({}, { cause: error });
  if (NOT_A_KEY.has(code) && (request.query as { cursor?: unknown } | undefined)?.cursor !== undefined)
    return httpErrors.badCursor({}, { cause: error });
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return httpErrors.tooLarge({ limit: sizeText(request.routeOptions.bodyLimit ?? BODY_LIMIT) });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return httpErrors.wrongType();
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return httpErrors.badJson();
    default:
      if (error.statusCode === 400) return httpErrors.badJson();
      return httpErrors.unexpected({ requestId: request.trace }, { cause: error });
  }
}

/** `256 KB`, `1 MB`: rounded down, so that what is told is always accepted. */
function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.floor(bytes / 1024)} KB` : `${Math.floor(bytes / 1024 / 1024)} MB`;
}
