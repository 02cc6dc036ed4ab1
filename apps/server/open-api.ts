import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { systemClock, uuidV7 } from '@platform/kernel';
import { buildHttp } from '@platform/http';
import { silentLog } from '@platform/log';
import { loadPacks } from '@platform/packs';
import type { Foundations } from '@platform/module';
import { compose } from './compose.ts';

/** Describes every route from its schemas (OpenAPI 3.1). */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Yiwang 一网', version: '0.1.0', description: 'The city’s one API. Errors are RFC 9457 problem details.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: '/' }],
    },
  });
}

/** `/openapi.json` and the pages that show it at `/docs`. */
export async function serveApiPages(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json', withDefaultFonts: false, telemetry: false } as never });
}

/** The description without a database: features are declared, never run. For generating the client and checking it is fresh. */
export async function openApiDocument(): Promise<unknown> {
  const nothing = (what: string): never => {
    throw new Error(`${what} is not there while the API is only described`);
  };
  const unused = <T extends object>(what: string): T => new Proxy({}, { get: () => () => nothing(what) }) as T;
  const clock = systemClock;
  const ids = uuidV7(clock);
  const database = { ...unused<Foundations['database']>('The database'), forModule: () => unused<ReturnType<Foundations['database']['forModule']>>('The database') };
  const foundations = {
    ...unused<Foundations>('A foundation'),
    clock,
    ids,
    database,
    packs: loadPacks({ folder: '.', ids: [] }),
    calendar: unused<Foundations['calendar']>('The calendar'),
    outbox: unused<Foundations['outbox']>('The outbox'),
    audit: unused<Foundations['audit']>('The audit'),
    keys: unused<Foundations['keys']>('The key store'),
    sealer: unused<Foundations['sealer']>('The sealer'),
    blindIndex: () => nothing('The blind index'),
    files: unused<Foundations['files']>('The files'),
    live: unused<Foundations['live']>('The live hub'),
    log: silentLog,
    settings: { publicUrl: 'http://127.0.0.1', dataFolder: '.', demo: false, deployment: {} },
  } as unknown as Foundations;
  const { modules } = compose(foundations, {
    city: { zh: '一网', en: 'Yiwang' },
    internalUrl: () => 'http://127.0.0.1',
    demoPeople: async () => ({}),
  });
  const app = await buildHttp({
    database: database as Foundations['database'],
    clock,
    ids,
    sealer: foundations.sealer,
    blindIndex: foundations.blindIndex,
    features: modules.flatMap((module) => module.features ?? []),
    publicUrl: 'http://127.0.0.1',
    resolveSession: async () => ({ kind: 'anonymous' }),
    plugins: describeApi,
  });
  try {
    await app.ready();
    return app.swagger();
  } finally {
    await app.close();
  }
}
