export { startSystem, type SimulatedSystem, type SystemOptions } from './system.ts';
export { HABITS, type Habits } from './habits.ts';
