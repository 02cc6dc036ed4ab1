export { signedIn } from './events.ts';
export type { Citizen, IdentityPort } from './port.ts';
