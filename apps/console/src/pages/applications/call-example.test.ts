import { execFile, spawnSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { curlExample, typescriptExample } from './call-example.ts';

const SECRET = 'sk_test';
const run = promisify(execFile);
const env = { ...process.env, YIWANG_SECRET: SECRET };
let server: Server;
let origin: string;

/** Checks the signature as the building contract words it, on its own. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const algorithm = String(request.headers['x-yiwang-algorithm']);
      const hash = createHash(algorithm).update(Buffer.concat(parts)).digest('hex');
      const text = `POST\n${request.url}\n${request.headers['x-yiwang-time']}\n${request.headers['x-yiwang-nonce']}\n${hash}`;
      const right = createHmac(algorithm, SECRET).update(text).digest('hex') === request.headers['x-yiwang-signature'];
      const near = Math.abs(Date.now() - Number(request.headers['x-yiwang-time'])) < 300_000;
      response.writeHead(right && near ? 200 : 401, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          key: request.headers['x-yiwang-key'],
          parameters: JSON.parse(Buffer.concat(parts).toString()).parameters,
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const example = () => ({
  origin,
  keyId: 'ak_one',
  interfaceId: 'court-check',
  purpose: 'booking',
  parameters: { name: "O'Neill" },
});
const accepted = { key: 'ak_one', parameters: { name: "O'Neill" } };

const absent = ['openssl', 'curl'].filter((program) => spawnSync(program, ['--version']).error !== undefined);
if (absent.length > 0) process.stdout.write(`not run: needs ${absent.join(' and ')} (the bash example of a call)\n`);

test.skipIf(absent.length > 0)('the bash example, run as it is shown, is accepted', async () => {
  const { stdout } = await run('bash', ['-c', curlExample(example())], { env });
  expect(JSON.parse(stdout)).toEqual(accepted);
});

test.each(['sha256', 'sm3'])('the TypeScript example, run as it is shown, is accepted (%s)', async (algorithm) => {
  const code = typescriptExample(example()).replace("algorithm = 'sha256'", `algorithm = '${algorithm}'`);
  const { stdout } = await run(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      code.replace(
        'console.log(answer.status, await answer.json());',
        'console.log(JSON.stringify([answer.status, await answer.json()]));',
      ),
    ],
    { env },
  );
  expect(JSON.parse(stdout)).toEqual([200, accepted]);
});
