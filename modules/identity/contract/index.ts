export { signedIn } from './events.ts';
export type { Citizen, HeldMandate, IdentityPort } from './port.ts';
