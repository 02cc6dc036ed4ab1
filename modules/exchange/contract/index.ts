export { changesApplied, loadCompleted, loadFailed } from './events.ts';
export type { CheckedRow, ExchangePort, LineFacts, StreamedChange } from './port.ts';
export type { ChangeStream, StreamSpan } from './change-stream.ts';
