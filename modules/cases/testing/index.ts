export { BY_SYSTEM, DRAWN, PROCESSES } from './drawn-matters.ts';
export { casesAmongFakes, demoCitizenId } from './small-city.ts';
