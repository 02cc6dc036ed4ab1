export { bookings, list } from './bookings.ts';
export { madeUpId, startStand } from './stand.ts';
