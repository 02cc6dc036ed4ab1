import { actorLabel } from '@platform/access';
import type { Tx } from '@platform/database';
import type { CataloguedResource, ResourceDefinition } from './contract/index.ts';
import type { Own } from './deps.ts';
import { definitionOf } from './domain/catalogue.ts';
import { newEntry, type Draft, type Entry } from './domain/entry.ts';
import { catalogueErrors } from './domain/errors.ts';
import { tightened, type SensitiveKind } from './domain/sensitive.ts';
import { baseOf, recordPublication, type By } from './entries.ts';
import { decideDiscovery, type Discovery } from './store/discoveries.ts';
import { insertEntry, lockEntry, updateEntry } from './store/entries.ts';

/**
 * Takes a proposal in: a new version of the entry, published at once. That needs no review, since it can only protect more; a version that is
 * being compiled is made stricter too, so that it does not take this back unseen.
 */
export async function acceptDiscovery(
  deps: Own,
  open: (tx: Tx) => Promise<Discovery>,
  by: By,
): Promise<CataloguedResource> {
  const id = await deps.database.transaction(async (tx) => {
    const found = await open(tx);
    const resource = deps.resources.resource(found.resource);
    if (!resource.items.some((item) => item.name === found.item)) throw catalogueErrors.unknownDiscovery();
    const now = deps.clock.now();
    const there = await lockEntry(tx, resource.id);
    const before = there ?? newEntry(resource.id, resource.provider);
    const definition = stricter(definitionOf(resource), found.item, found.kind);
    const next: Entry = {
      ...before,
      published: definition,
      base: baseOf(deps, resource.id) ?? null,
      publishedNo: before.publishedNo + 1,
      publishedAt: now,
      working: before.working && stricterDraft(before.working, found.item, found.kind),
    };
    if (there) await updateEntry(tx, next, now);
    else await insertEntry(tx, next, now);
    const { id: account, organisation } = actorLabel(by.actor);
    const preview = deps.resources.preview({
      id: resource.id,
      definition,
      base: next.base ?? undefined,
      no: next.publishedNo,
      at: now,
    });
    await recordPublication(
      deps,
      tx,
      next,
      {
        ...before,
        compilers: ['discovery'],
        cause: { kind: 'correction' },
        submittedAt: null,
        reviewDue: null,
        updateDue: null,
      },
      preview.version,
      by,
    );
    await decideDiscovery(tx, found.id, { state: 'accepted', at: now, by: account, organisation, reason: null });
    await deps.audit.append(tx, {
      actor: by.actor,
      action: 'catalogue.accept-discovery',
      subject: `resource:${resource.id}`,
      detail: { item: found.item, kind: found.kind, grade: found.proposed.grade },
      trace: by.trace,
    });
    return resource.id;
  });
  await deps.refresh(id);
  await deps.mirror(id);
  deps.live.publish({ topic: 'catalogue', data: { resource: id } });
  return deps.resources.resource(id);
}

/** Nothing that holds personal data is open to all. */
function stricter(definition: ResourceDefinition, item: string, kind: SensitiveKind): ResourceDefinition {
  const items = definition.items.map((one) => (one.name === item ? tightened(definition, one, kind) : one));
  const personal = items.some((one) => one.name === item && one.personal);
  return {
    ...definition,
    items,
    ...(personal && definition.openAttribute === 'open' ? { openAttribute: 'closed' as const } : {}),
  };
}

function stricterDraft(draft: Draft, item: string, kind: SensitiveKind): Draft {
  const graded = { ...draft, grade: draft.grade ?? 1 } as unknown as ResourceDefinition;
  const { items, openAttribute } = stricter(graded, item, kind);
  return { ...draft, items: items as unknown as Draft['items'], openAttribute };
}
