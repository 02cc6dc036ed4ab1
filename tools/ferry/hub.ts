import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFoundations } from '@apps/server/foundations.ts';
import { readSettings } from '@apps/server/settings.ts';
import { createCatalogue } from '@modules/catalogue';
import { createExchange, type FerryLoopDeps } from '@modules/exchange';
import { createOrganisations } from '@modules/organisations';
import { openDatabase } from '@platform/database';
import { defineErrors, DomainError } from '@platform/kernel';
import { silentLog } from '@platform/log';

const ferryCommandErrors = defineErrors('ferry', {
  hubNotRunning: {
    status: 503,
    zh: '找不到正在运行的枢纽数据库。请先启动一网，或设置 DATABASE_URL。',
    en: 'No running database of the hub was found. Start Yiwang first, or set DATABASE_URL.',
  },
});

/** Does a command's work on the running hub; what people can act on is told in both languages. */
export async function withHub(work: (deps: FerryLoopDeps) => Promise<void>): Promise<void> {
  try {
    const hub = await openHub();
    try {
      await work(hub.deps);
    } finally {
      await hub.close();
    }
  } catch (error) {
    tell(error);
  }
}

function tell(error: unknown): void {
  if (!(error instanceof DomainError)) throw error;
  process.stderr.write(`${error.messageIn('zh')}\n${error.messageIn('en')}\n`);
  process.exitCode = 1;
}

/** The running hub, for a command of the ferry: the same store, keys and folders as the server’s. */
async function openHub(): Promise<{ deps: FerryLoopDeps; close(): Promise<void> }> {
  const settings = readSettings();
  const database = await openDatabase({
    url: settings.databaseUrl ?? runningHub(settings.dataFolder),
    maxConnections: 4,
  });
  const foundations = openFoundations(settings, database, silentLog, settings.deployment);
  const organisations = createOrganisations(foundations);
  const catalogue = createCatalogue({ ...foundations, organisations: organisations.port });
  const exchange = createExchange({ ...foundations, organisations: organisations.port, catalogue: catalogue.port });
  await catalogue.port.refresh();
  return {
    deps: { ...exchange.rail, keys: foundations.keys },
    async close() {
      foundations.live.close();
      await database.close();
    },
  };
}

function runningHub(dataFolder: string): string {
  const folder = join(dataFolder, 'database');
  const [port, password] = ['port', 'password-yiwang'].map((name) => join(folder, name));
  if (!existsSync(port as string) || !existsSync(password as string)) throw ferryCommandErrors.hubNotRunning();
  const read = (file: string): string => readFileSync(file, 'utf8').trim();
  return `postgres://yiwang:${encodeURIComponent(read(password as string))}@127.0.0.1:${read(port as string)}/yiwang`;
}

/** Does `turn` once, or every so many seconds until Ctrl-C; errors that people can act on are told in both languages. */
export async function turns(everySeconds: number | undefined, turn: () => Promise<void>): Promise<void> {
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
  });
  for (;;) {
    try {
      await turn();
    } catch (error) {
      tell(error);
      if (everySeconds === undefined) return;
    }
    if (everySeconds === undefined) return;
    for (let waited = 0; waited < everySeconds * 1_000 && !stopped; waited += 100)
      await new Promise((resume) => setTimeout(resume, 100));
    if (stopped) return;
  }
}
