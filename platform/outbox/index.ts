export { openOutbox, type Outbox } from './outbox.ts';
export { reaction, reactionToAny, type Reaction } from './reaction.ts';
export { countDeliveries, startDispatcher, type Dispatcher, type DispatcherOptions } from './dispatcher.ts';
import { fileURLToPath } from 'node:url';
import type { MigrationSource } from '@platform/database';

export const outboxMigrations: MigrationSource = {
  module: 'platform/outbox',
  folder: fileURLToPath(new URL('./migrations', import.meta.url)),
};
