import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { buildHttp } from '@platform/http';
import { composeForDescription } from './described.ts';

/** Describes every route from its schemas (OpenAPI 3.1). */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Yiwang 一网',
        version: '0.1.0',
        description: 'The city’s one API. Errors are RFC 9457 problem details.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
    },
  });
}

const PAGE = `<!doctype html>
<html lang="zh-CN">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>一网 Yiwang API</title></head>
  <body><main id="app"></main><script src="/docs/scalar/js/scalar.js"></script><script src="/docs/open.js"></script></body>
</html>`;
const OPEN = `Scalar.createApiReference('#app', { url: '/openapi.json', withDefaultFonts: false, telemetry: false, showDeveloperTools: 'never', hideClientButton: true, agent: { disabled: true }, mcp: { disabled: true } });`;

/** `/openapi.json` and the pages that show it at `/docs`: scalar's own script, opened by one of ours since no inline script may run. */
export async function serveApiPages(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/docs', { schema: { hide: true } }, async (_request, reply) => reply.type('text/html').send(PAGE));
  app.get('/docs/open.js', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/javascript').send(OPEN),
  );
  // The plug-in brings the script; its own page opens it inline, which our policy forbids.
  await app.register(scalar, { routePrefix: '/docs/scalar', configuration: { url: '/openapi.json' } });
}

/** The description without a database: features are declared, never run. For generating the client and checking it is fresh. */
export async function openApiDocument(): Promise<unknown> {
  const { foundations, modules } = composeForDescription();
  const app = await buildHttp({
    ...foundations,
    features: modules.flatMap((module) => module.features ?? []),
    publicUrl: foundations.settings.publicUrl,
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
