/** A simulator of a province's shared-data platform (省平台模拟器), a process of its own that can also be slow, double and fail. */
export const SIMULATOR = { zh: '省平台模拟器', en: 'Simulator of the province’s platform' };
