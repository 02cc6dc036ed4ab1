import { inScope, type Actor } from '@platform/access';
import type { Source } from '@platform/packs';
import { exchangeErrors } from '../domain/errors.ts';

/** Organisations whose sources the actor may see; undefined for all. */
export function organisationsOf(actor: Actor): readonly string[] | undefined {
  return actor.kind === 'staff' && actor.organisations !== 'all' ? actor.organisations : undefined;
}

/** @throws exchange.out-of-scope */
export function demandScope(actor: Actor, organisation: string): void {
  if (actor.kind === 'staff' && !inScope(actor, organisation)) throw exchangeErrors.outOfScope();
}

/** The source `id` if the actor may see it. @throws exchange.unknown-source, exchange.out-of-scope */
export function getSource(sources: readonly Source[], id: string, actor: Actor): Source {
  const source = sources.find((one) => one.id === id);
  if (!source) throw exchangeErrors.unknownSource({ id });
  demandScope(actor, source.organisation);
  return source;
}
