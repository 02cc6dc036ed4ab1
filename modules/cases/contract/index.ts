export * from './ids.ts';
export * from './events.ts';
export * from './port.ts';
export * from './values.ts';
