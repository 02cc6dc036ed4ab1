import { inScope, type Actor } from '@platform/access';
import type { ModuleDatabase, Tx } from '@platform/database';
import { isUuid } from '@platform/kernel';
import type { LineFacts } from '@modules/exchange/contract';
import type { ProofExchange } from '../contract/index.ts';
import { reconciliationsErrors } from '../domain/errors.ts';
import { findReconciliation, type ReconciliationRow } from '../store/reconciliations.ts';

export type ReadDeps = { database: ModuleDatabase; exchange: ProofExchange };

/** Organisations whose lines the actor may see; undefined for all. */
export function organisationsOf(actor: Actor): readonly string[] | undefined {
  return actor.kind === 'staff' && actor.organisations !== 'all' ? actor.organisations : undefined;
}

function mayDo(actor: Actor, organisation: string): boolean {
  return actor.kind !== 'staff' || inScope(actor, organisation);
}

/** @throws reconciliations.unknown */
export async function getReconciliation(tx: Tx, id: string, actor: Actor): Promise<ReconciliationRow> {
  const row = isUuid(id) ? await findReconciliation(tx, id) : undefined;
  if (!row || !mayDo(actor, row.organisation)) throw reconciliationsErrors.unknown();
  return row;
}

/** @throws reconciliations.unknown-line */
export async function getLine(exchange: ProofExchange, id: string, actor: Actor): Promise<LineFacts> {
  const line = await exchange.findLine(id);
  if (!line || !mayDo(actor, line.organisation)) throw reconciliationsErrors.unknownLine({ id });
  return line;
}
