export { startScanner, SIMULATED, type SimulatedScanner } from './scanner.ts';
export { HABITS, Habits } from './habits.ts';
