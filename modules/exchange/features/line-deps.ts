import type { Actor } from '@platform/access';
import { actorLabel } from '@platform/access';
import type { ModuleDatabase, Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import type { Foundations } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { Connectors } from '../adapters/connectors.ts';
import type { CodeTable } from '../domain/code-tables.ts';
import type { Line } from '../domain/line.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { findConnection, type ConnectionRow } from '../store/connections.ts';
import { noteEvent } from '../store/line-events.ts';
import { findLine, lockLine } from '../store/lines.ts';
import { demandScope } from './scope.ts';

/** What the use cases of connections and lines work with. */
export type LineDeps = Pick<
  Foundations,
  'audit' | 'blindIndex' | 'clock' | 'ids' | 'live' | 'log' | 'outbox' | 'sealer' | 'settings'
> & {
  database: ModuleDatabase;
  connectors: Connectors;
  catalogue: CataloguePort;
  organisations: Pick<OrganisationsPort, 'find' | 'all'>;
  table: (id: string) => CodeTable | undefined;
};

/** The connection if the actor may see it. @throws exchange.unknown-connection, exchange.out-of-scope */
export async function getConnection(tx: Tx, id: string, actor: Actor): Promise<ConnectionRow> {
  const connection = await findConnection(tx, id);
  if (!connection) throw lineErrors.unknownConnection();
  demandScope(actor, connection.organisation);
  return connection;
}

/** The line if the actor may see it. @throws exchange.unknown-line, exchange.out-of-scope */
export async function getLine(tx: Tx, id: string, actor: Actor, lock = false): Promise<Line> {
  const line = lock ? await lockLine(tx, id) : await findLine(tx, id);
  if (!line) throw lineErrors.unknownLine();
  demandScope(actor, line.organisation);
  return line;
}

/** Writes an action into the timeline and the audit trail, in the transaction that does it. */
export async function noteAction(
  deps: Pick<LineDeps, 'audit' | 'clock' | 'ids'>,
  tx: Tx,
  action: {
    actor: Actor;
    trace: string;
    /** `verb-noun`, without the module. */
    name: string;
    connectionId: string;
    lineId?: string;
    text: LocalText;
    detail?: Record<string, string | number | boolean | null | string[]>;
  },
): Promise<void> {
  await noteEvent(tx, {
    id: deps.ids.next(),
    connectionId: action.connectionId,
    lineId: action.lineId,
    at: deps.clock.now(),
    kind: action.name,
    text: action.text,
    actor: actorLabel(action.actor).id,
  });
  await deps.audit.append(tx, {
    actor: action.actor,
    action: `exchange.${action.name}`,
    subject: action.lineId === undefined ? `connection:${action.connectionId}` : `line:${action.lineId}`,
    detail: { connection: action.connectionId, ...action.detail },
    trace: action.trace,
  });
}

/** The name of an organisation; its id when no pack names it any more. */
export function organisationName(deps: Pick<LineDeps, 'organisations'>, id: string): LocalText {
  return deps.organisations.find(id)?.name ?? { zh: id, en: id };
}
