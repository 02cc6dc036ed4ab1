export * from './events.ts';
export * from './platform.ts';
