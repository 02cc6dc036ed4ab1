import type { ModuleDatabase } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { Foundations } from '@platform/module';
import { Type } from 'typebox';
import { entryAdded } from '../contract/index.ts';
import { entryTitle } from '../domain/entry.ts';
import { insertEntry } from '../store/entries.ts';

type Deps = Pick<Foundations, 'clock' | 'ids' | 'outbox' | 'audit'> & { database: ModuleDatabase };

/** Staff add an entry. */
export function addEntry(deps: Deps): Feature {
  return feature({
    name: 'reconciliations.add-entry',
    method: 'POST',
    path: '/api/reconciliations/entries',
    summary: { zh: '新增条目', en: 'Add an entry' },
    access: { signedIn: 'staff' },
    body: Type.Object({ title: Type.String({ maxLength: 200 }) }),
    response: Type.Object({ id: Type.String() }),
    status: 201,
    async handle({ actor, trace }, { body }) {
      const id = deps.ids.next();
      const title = entryTitle(body.title);
      await deps.database.transaction(async (tx) => {
        await insertEntry(tx, { id, title }, deps.clock.now());
        await deps.audit.append(tx, { actor, action: 'reconciliations.add-entry', subject: `entry:${id}`, trace });
        await deps.outbox.append(tx, entryAdded, `entry:${id}`, { entryId: id }, trace);
      });
      return { id };
    },
  });
}
