export * from './matter.ts';
export * from './port.ts';
export * from './case-facts.ts';
