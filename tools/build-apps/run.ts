import { buildApps } from './build-apps.ts';
import { builtAsServed } from './built-as-served.ts';

if (import.meta.main) {
  const started = performance.now();
  try {
    const built = await buildApps({ force: process.argv.includes('--force'), log: (line) => console.log(line) });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(built.length === 0 ? 'every app is up to date' : `built ${built.join(', ')} in ${seconds} s`);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

export { buildApps, builtAsServed };
