// For tools that make code, so that they can check what they made.
export { formatFault } from './fault.ts';
export { deadCodeFaults, formatFaults, lintFaults, typeFaults, writeFormatted } from './outside-steps.ts';
export { RULES } from './rules/index.ts';
export { readTree } from './source-tree.ts';
export { lockMigrations } from './rules/migrations-lock.ts';
