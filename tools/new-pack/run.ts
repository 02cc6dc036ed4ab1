import { parseArgs } from 'node:util';
import { writeNewPack } from './new-pack.ts';

// npm run new:pack -- <id> [--requires <pack> --organisation <id>]
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { requires: { type: 'string' }, organisation: { type: 'string' } },
});
const [id] = positionals;
if (id === undefined) {
  console.error('Usage: npm run new:pack -- <id> [--requires <pack> --organisation <organisation id>]');
  process.exit(1);
}
try {
  const folder = process.env['YIWANG_PACKS_FOLDER'] ?? 'packs';
  for (const file of writeNewPack({ folder, id, ...values })) console.log(`written ${file}`);
  console.log(`Next: edit the texts, then npm run pack:check -- ${id}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
