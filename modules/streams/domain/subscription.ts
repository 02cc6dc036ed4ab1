import { inScope, type Actor } from '@platform/access';
import type { LocalText } from '@platform/kernel';
import type { CataloguedResource } from '@modules/catalogue/contract';
import { streamsErrors } from './errors.ts';
import { outlookOf } from './visible-items.ts';

export type SubscriptionFault = {
  readonly code: string;
  readonly text: LocalText;
  readonly mend: LocalText;
  readonly at: string;
};

export type WantedLine = { readonly lineId: string; readonly items: readonly string[] };

/** A line asked for, with what is known of it. */
export type AskedLine = WantedLine & { readonly resource: CataloguedResource };

/** Whether what is asked for can be subscribed to at all, item by item; whether the consumer was granted it, {@link grantFor} says. @throws streams.… */
export function checkGrant(asked: { lines: readonly AskedLine[]; grade: number; consumer: string }): void {
  const seen = new Set<string>();
  for (const { lineId, items, resource } of asked.lines) {
    if (seen.has(lineId)) throw streamsErrors.lineTwice({ lineId });
    seen.add(lineId);
    const foreign = resource.provider !== asked.consumer;
    if (foreign && resource.shareType === 'none') throw streamsErrors.notShared({ resource: resource.title });
    for (const name of items) {
      const item = resource.items.find((one) => one.name === name);
      if (!item) throw streamsErrors.unknownItem({ lineId, item: name });
      const grade = item.grade ?? resource.grade;
      if (grade > asked.grade) throw streamsErrors.itemAboveGrade({ item: item.title, has: grade, grade: asked.grade });
    }
  }
}

/** Whether something of a person leaves, so that it must not travel in the clear. */
export function carriesPersonal(lines: readonly AskedLine[], grade: number): boolean {
  return lines.some(({ resource, items }) => outlookOf(resource, { grade, items }).personal);
}

/** @throws streams.out-of-scope unless the actor looks after one of the organisations */
export function demandScope(actor: Actor, organisations: readonly string[]): void {
  if (actor.kind === 'staff' && !organisations.some((one) => inScope(actor, one))) throw streamsErrors.outOfScope();
}
