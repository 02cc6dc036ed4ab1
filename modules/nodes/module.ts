import { fileURLToPath } from 'node:url';
import { moduleDatabase, type Foundations, type Module } from '@platform/module';
import type { NodesPort } from './contract/index.ts';
import { addEntry } from './features/add-entry.ts';
import { findEntry } from './store/entries.ts';

/** The module with its port; `deps` are the parts of the foundations it needs. */
export function createNodes(
  deps: Pick<Foundations, 'database' | 'clock' | 'ids' | 'outbox' | 'audit'>,
): Module & { port: NodesPort } {
  const database = moduleDatabase(deps, 'nodes');
  return {
    name: 'nodes',
    migrations: { module: 'nodes', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [addEntry({ ...deps, database })],
    port: {
      find: (id) => database.read((tx) => findEntry(tx, id)),
    },
  };
}
