// `npm start`: everything a city needs on one machine, from one command. Ctrl-C stops it all in order.
import { enableCompileCache } from 'node:module';
import { COMPILE_CACHE } from './compile-cache.ts';

// Only what is loaded after this is kept, so everything else is imported from here on.
enableCompileCache(COMPILE_CACHE);
const { startProduct } = await import('./product.ts');
await startProduct();
