export { openReceipts, type Leaf, type Receipts } from './receipts.ts';
import { fileURLToPath } from 'node:url';
import type { MigrationSource } from '@platform/database';

export const receiptMigrations: MigrationSource = {
  module: 'platform/receipts',
  folder: fileURLToPath(new URL('./migrations', import.meta.url)),
};
