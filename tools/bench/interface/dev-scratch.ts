// scratch: removed before the end
import { createReadStream, existsSync, rmSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openInterfaceStage } from './stage.ts';
const stage = await openInterfaceStage(20000, console.log);
console.log('READY', stage.databaseUrl);
const rl = createInterface({ input: createReadStream('/tmp/calls-dev/fifo', { flags: 'r+' }) });
const sql = async (q: string) => (await stage.pool.query(q)).rows;
for await (const line of rl) {
  const [word, ...rest] = line.trim().split(' ');
  try {
    if (word === 'stop') break;
    if (word === 'sql') console.log(JSON.stringify(await sql(rest.join(' '))));
    if (word === 'run' || word === 'prof') {
      const seconds = Number(rest[0] ?? 3);
      const clients = Number(rest[1] ?? 32);
      const product = await stage.product();
      const order = { port: product.port, clients, seconds, path: `/api/open/interfaces/${stage.call.interface}`,
        signed: { keyId: stage.call.keyId, secret: stage.call.secret, purpose: stage.call.purpose, parameter: stage.call.parameter }, keys: stage.keys, ready: seconds * 22000 };
      await stage.load({ ...order, seconds: 1 });
      if (word === 'prof') await product.profile('start');
      const cpu = (pid: number) => { const s = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').map(Number); return (s[11]! + s[12]!) * 10000; };
      const { cpuSeconds } = await import('../machine.ts');
      const a = [cpu(product.pid), cpuSeconds(stage.cluster.pid).server * 1e6];
      const r = await stage.load(order);
      const b = [cpu(product.pid), cpuSeconds(stage.cluster.pid).server * 1e6];
      if (word === 'prof') await product.profile('/tmp/calls-dev/p.cpuprofile');
      console.log('RESULT', Math.round(r.perSecond), 'p50', r.p50, 'p99', r.p99, 'other', r.other, 'node us', ((b[0]! - a[0]!) / r.answered).toFixed(1), 'pg us', ((b[1]! - a[1]!) / r.answered).toFixed(1), r.example ?? '');
      console.log(JSON.stringify(await sql(`select count(*)::int batches, avg(calls)::int as avg from (select calls from interfaces.call_batch order by id desc limit 200) x`)));
      await product.stop();
      console.log('DONE');
    }
  } catch (e) { console.log('FAILED', (e as Error).stack); }
}
await stage.stop();
