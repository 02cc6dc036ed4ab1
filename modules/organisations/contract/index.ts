export * from './places.ts';
export type { OrganisationsPort } from './port.ts';
