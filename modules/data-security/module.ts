import type { Module } from '@platform/module';
import type { DataSecurityPort } from './contract/index.ts';

/** 数据安全: unusual reads, with their trace. */
export function createDataSecurity(): Module & { port: DataSecurityPort } {
  return { name: 'data-security', port: { openAlerts: async () => 0 } };
}
