export * from './events.ts';
export * from './port.ts';
