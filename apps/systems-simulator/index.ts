export { startSystem, type SimulatedSystem, type SystemOptions } from './system.ts';
export { fateOf, HABITS, type Habits } from './habits.ts';
