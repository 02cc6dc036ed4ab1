import type { Module } from '@platform/module';
import type { ReceiptsPort } from './contract/index.ts';

/** 存证: receipts of exchanges, for both sides. */
export function createReceipts(): Module & { port: ReceiptsPort } {
  return { name: 'receipts', port: { sealed: async () => new Set() } };
}
