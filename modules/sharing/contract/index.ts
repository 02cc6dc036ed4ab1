export * from './across.ts';
export * from './events.ts';
export * from './port.ts';
export * from './records.ts';
