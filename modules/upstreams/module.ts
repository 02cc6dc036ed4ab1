import type { Module } from '@platform/module';
import type { UpstreamsPort } from './contract/index.ts';

/** 省市级联: data services of the levels above. */
export function createUpstreams(): Module & { port: UpstreamsPort } {
  return {
    name: 'upstreams',
    port: { services: () => [], call: () => Promise.reject(new Error('No service of a level above is set up')) },
  };
}
