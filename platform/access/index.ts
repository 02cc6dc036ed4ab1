export * from './actor.ts';
export * from './roles.ts';
export * from './rules.ts';
