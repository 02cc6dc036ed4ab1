export * from './envelope.ts';
export * from './errors.ts';
export * from './guarded-post.ts';
export * from './jetstream.ts';
export * from './webhook-signature.ts';
