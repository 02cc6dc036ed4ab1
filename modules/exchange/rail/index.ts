export { startRail, type Rail } from './rail.ts';
export type { RailDeps, Runner, RunnerDeps } from './deps.ts';
