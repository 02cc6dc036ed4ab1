import { fileURLToPath } from 'node:url';
import { moduleDatabase, type Foundations, type Module } from '@platform/module';
import type { StreamsPort } from './contract/index.ts';
import { addEntry } from './features/add-entry.ts';
import { findEntry } from './store/entries.ts';

/** The module with its port; `deps` are the parts of the foundations it needs. */
export function createStreams(
  deps: Pick<Foundations, 'database' | 'clock' | 'ids' | 'outbox' | 'audit'>,
): Module & { port: StreamsPort } {
  const database = moduleDatabase(deps, 'streams');
  return {
    name: 'streams',
    migrations: { module: 'streams', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [addEntry({ ...deps, database })],
    port: {
      find: (id) => database.read((tx) => findEntry(tx, id)),
    },
  };
}
