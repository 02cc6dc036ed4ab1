export * from './matter.ts';
export * from './port.ts';
export * from './case-facts.ts';
export { atWindows, hallReach } from './reach.ts';
