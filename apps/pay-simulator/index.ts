export { startPayPlatform, type PayPlatform, type PayOptions } from './platform.ts';
export { NO_FAULTS, type Faults } from './faults.ts';
