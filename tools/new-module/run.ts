import { join } from 'node:path';
import { newModule } from './new-module.ts';

const [name] = process.argv.slice(2);
try {
  if (name === undefined) throw new Error('Say its name: npm run new:module seals');
  for (const path of await newModule(join(import.meta.dirname, '../..'), name)) console.log(`wrote ${path}`);
  console.log(`
Next:
1. npm install                        (links the new workspace)
2. apps/server/package.json           "@modules/${name}": "*"
3. apps/server/compose.ts             one line that builds it with the ports it needs
4. rename "entry" to the module's own word, write its README, npm run check`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
