import { DomainError } from '@platform/kernel';
import type { Foundations } from '@platform/module';
import type { SourceSession } from '@platform/sources';
import type { Connection } from '../domain/line.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { secretContext } from '../store/connections.ts';
import type { Connectors } from './connectors.ts';

export type OpenSourceDeps = Pick<Foundations, 'sealer' | 'log' | 'ids'> & { connectors: Connectors };

/** What is needed to open a source: a stored connection, or one that someone only tries. */
export type Openable = Pick<Connection, 'kind' | 'settings' | 'limits' | 'title'> & { openSecret: unknown };

/** How we call ourselves at the source, so that its administrator knows who reads. */
const APPLICATION = 'yiwang';
const PATIENCE_MS = 30_000;

/** The stored connection with its secret unsealed. Keep it only as long as it takes to open. */
export function openable(deps: Pick<Foundations, 'sealer'>, connection: Connection): Openable {
  const { kind, settings, limits, title, secret, id } = connection;
  return {
    kind,
    settings,
    limits,
    title,
    openSecret: secret === null ? undefined : deps.sealer.openJson(secret, secretContext(id)),
  };
}

/** Opens a source under its limits; the caller closes it. @throws exchange.unknown-kind, sources.* */
export async function openSource(deps: OpenSourceDeps, source: Openable): Promise<SourceSession> {
  const connector = deps.connectors.get(source.kind);
  if (!connector) throw lineErrors.unknownKind({ kind: source.kind });
  return connector.open({
    settings: source.settings,
    ...(source.openSecret === undefined ? {} : { secret: source.openSecret }),
    limits: source.limits,
    application: APPLICATION,
  });
}

/**
 * Opens a source for one question of a person, and closes it whatever happens. A source that does not answer in time is given up.
 * @throws exchange.source-timeout, exchange.source-broken, sources.*
 */
export async function askSource<T>(
  deps: OpenSourceDeps,
  source: Openable,
  ask: (session: SourceSession) => Promise<T>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  let session: SourceSession | undefined;
  let over = false;
  const work = (async () => {
    const opened = await openSource(deps, source);
    // Given up meanwhile: nobody else would close it.
    if (over) {
      await opened.close();
      throw lineErrors.sourceTimeout({ source: source.title, seconds: patienceMs / 1_000 });
    }
    session = opened;
    return ask(opened);
  })();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, refuse) => {
    timer = setTimeout(
      () => refuse(lineErrors.sourceTimeout({ source: source.title, seconds: patienceMs / 1_000 })),
      patienceMs,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const number = deps.ids.next();
    deps.log.error({ module: 'exchange', number, error: error as Error }, 'a source could not be read');
    throw lineErrors.sourceBroken({ source: source.title, number }, { cause: error });
  } finally {
    over = true;
    clearTimeout(timer);
    work.catch(() => undefined);
    await session?.close().catch(() => undefined);
  }
}
