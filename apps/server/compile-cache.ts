import { join } from 'node:path';

/** Where types stripped and code compiled are kept from one start to the next. A folder that cannot be written only makes starts slower. */
export const COMPILE_CACHE = join(import.meta.dirname, '../../node_modules/.cache/server');
