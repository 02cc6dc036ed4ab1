export * from './matter.ts';
export * from './port.ts';
export * from './case-facts.ts';
export { inForceOn } from './in-force.ts';
export { atWindows, hallReach } from './reach.ts';
