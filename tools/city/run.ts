// Writes divisions and boundaries of an invented city from the plan in its pack:
//   node tools/city/run.ts --pack packs/<name>
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { boundariesText, divisionsText, generateCity } from './generate-city.ts';
import { readPlan } from './plan.ts';

const { values } = parseArgs({ options: { pack: { type: 'string' } } });
if (values.pack === undefined) {
  process.stderr.write('Name the folder of the pack: node tools/city/run.ts --pack packs/<name>\n');
  process.exit(2);
}
const folder = resolve(values.pack);
const city = generateCity(readPlan(folder));
for (const kind of ['divisions', 'boundaries']) mkdirSync(join(folder, kind), { recursive: true });
const name = basename(folder);
writeFileSync(join(folder, 'divisions', `${name}.json`), divisionsText(city.divisions));
writeFileSync(join(folder, 'boundaries', `${name}.geojson`), boundariesText(city.boundaries));
process.stdout.write(`${city.divisions.length} divisions, ${city.boundaries.length} boundaries written to ${folder}\n`);
