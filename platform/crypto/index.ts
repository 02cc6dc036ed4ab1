export * from './errors.ts';
export * from './digests.ts';
export * from './sm2.ts';
export * from './key-store.ts';
export * from './sealer.ts';
export * from './certificates.ts';
export * from './certificate-authority.ts';
export * from './cms.ts';
