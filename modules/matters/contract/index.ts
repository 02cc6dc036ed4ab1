export * from './matter.ts';
export * from './port.ts';
