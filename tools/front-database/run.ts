// Makes what a department installs in a front database it fills (docs/how-to/front-database.md):
//   npm run front:kit -- --pack <id> --resource <id> [--resource <id>] --dialect postgres|mysql --out <folder>
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DomainError } from '@platform/kernel';
import { loadPacks } from '@platform/packs';
import { kitErrors } from './errors.ts';
import { frontDatabaseKit, type Dialect } from './kit.ts';

const { values } = parseArgs({
  options: {
    pack: { type: 'string', multiple: true },
    resource: { type: 'string', multiple: true },
    dialect: { type: 'string', default: 'postgres' },
    out: { type: 'string' },
    packs: { type: 'string', default: 'packs' },
    help: { type: 'boolean' },
  },
});
const { pack = [], resource: wanted = [], dialect, out } = values;
if (values.help || pack.length === 0 || out === undefined || (dialect !== 'postgres' && dialect !== 'mysql')) {
  process.stderr.write(
    'Usage: npm run front:kit -- --pack <id> [--resource <id>]… --dialect postgres|mysql --out <folder>\n',
  );
  process.exit(2);
}
try {
  const all = loadPacks({ folder: resolve(values.packs), ids: pack }).all('resources');
  const resources = (wanted.length === 0 ? all.map(({ value }) => value.id) : wanted).map((id) => {
    const found = all.find(({ value }) => value.id === id)?.value;
    if (!found) throw kitErrors.unknownResource({ resource: id, known: all.map(({ value }) => value.id).join(', ') });
    return found;
  });
  mkdirSync(out, { recursive: true });
  for (const file of frontDatabaseKit(resources, dialect as Dialect)) {
    writeFileSync(join(out, file.name), file.content);
    process.stdout.write(`${join(out, file.name)}\n`);
  }
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  process.stderr.write(`${error.messageIn('zh')}\n${error.messageIn('en')}\n`);
  process.exit(1);
}
