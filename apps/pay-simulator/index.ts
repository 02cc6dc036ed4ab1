export { startPayPlatform, type PayPlatform, type PayOptions } from './platform.ts';
export type { Faults } from './faults.ts';
