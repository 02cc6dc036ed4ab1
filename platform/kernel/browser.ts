// The part of the kernel that runs in a browser as well: everything that needs no node: module.
export * from './local-text.ts';
export * from './errors.ts';
export * from './identifiers.ts';
export * from './masks.ts';
export * from './money.ts';
export * from './plain-dates.ts';
export * from './return-path.ts';
export * from './text.ts';
