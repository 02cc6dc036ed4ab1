import type { Module } from '@platform/module';
import type { DeliveriesPort } from './contract/index.ts';

/** 交付: file packages and sandbox queries under a grant. */
export function createDeliveries(): Module & { port: DeliveriesPort } {
  return { name: 'deliveries', port: { flows: async () => [] } };
}
