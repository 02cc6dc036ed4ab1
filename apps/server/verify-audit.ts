// `npm run audit:verify`: finds any altered, removed or reordered row of the audit. Ends with 1 when there is one.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyAudit } from '@platform/audit';
import { openKeyStore } from '@platform/crypto';
import { openDatabase, startCluster, type Cluster } from '@platform/database';
import { systemClock } from '@platform/kernel';
import { readSettings, type ServerSettings } from './settings.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const settings = readSettings();
const { url, cluster } = await reachDatabase(settings);
const database = await openDatabase({ url, maxConnections: 2 });
try {
  const report = await verifyAudit({
    database,
    keys: openKeyStore({ folder: join(settings.dataFolder, 'keys'), clock: systemClock }),
    checkpointFile: join(settings.dataFolder, 'audit', 'checkpoints.jsonl'),
  });
  for (const fault of report.faults) say(`FAULT ${fault.what} at ${fault.seq}: ${fault.text}`);
  say(
    `${report.rows} rows, ${report.checkpoints} checkpoints, signed up to ${report.signedUpTo}, ${report.unsigned} not yet signed, ${report.faults.length} fault(s)`,
  );
  process.exitCode = report.faults.length > 0 ? 1 : 0;
} finally {
  await database.close();
  await cluster?.stop();
}

/** The running product's database, or its cluster started for this check alone. */
async function reachDatabase({ databaseUrl, dataFolder }: ServerSettings): Promise<{ url: string; cluster?: Cluster }> {
  if (databaseUrl !== undefined) return { url: databaseUrl };
  const folder = join(dataFolder, 'database');
  if (existsSync(join(dataFolder, 'server.pid'))) {
    const port = readFileSync(join(folder, 'port'), 'utf8').trim();
    const password = readFileSync(join(folder, 'password-yiwang'), 'utf8').trim();
    const running = `postgres://yiwang:${encodeURIComponent(password)}@127.0.0.1:${port}/yiwang`;
    try {
      await (await openDatabase({ url: running, maxConnections: 1 })).close();
      return { url: running };
    } catch {
      // The product was killed and its pid file stayed; start the cluster below.
    }
  }
  const cluster = await startCluster({ folder });
  return { url: await cluster.createDatabase('yiwang', { createRole: true }), cluster };
}
