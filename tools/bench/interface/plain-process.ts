// What guards nothing: Fastify, a pool, one prepared statement.
import Fastify from 'fastify';
import pg from 'pg';

const [, , url, text, connections] = process.argv as [string, string, string, string, string];
const pool = new pg.Pool({ connectionString: url, max: Number(connections) });
const app = Fastify({ logger: false });
app.get<{ Params: { key: string } }>('/people/:key', async (request, reply) => {
  const { rows } = await pool.query({ name: 'person', text, values: [request.params.key] });
  return rows[0] ?? reply.code(404).send({ found: false });
});
await app.listen({ port: 0, host: '127.0.0.1' });
process.send?.({ port: (app.server.address() as { port: number }).port });
process.on('disconnect', () => process.exit(0));
