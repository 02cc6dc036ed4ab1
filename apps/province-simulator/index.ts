export { startProvince, SIMULATOR, type Province, type ProvinceOptions } from './province.ts';
export type { Faults } from './faults.ts';
