export { objectionUpheld, questionAnswered, questionAsked, questionEscalated, questionOverdue } from './events.ts';
export type { DisclosuresPort } from './port.ts';
