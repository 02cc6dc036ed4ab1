import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatScenario, loadPacks, type PackSet, playScenarios, type ScenarioDriver } from '@platform/packs';
import { packIds, withRequired } from './check-packs.ts';

// npm run pack:test [-- --driver <module>] [id …]   plays scenarios/*.yaml of the packs named, or of all, against an engine.
// The module exports createScenarioDriver(packs): Promise<ScenarioDriver>; by default the server's own, with the real modules.
type DriverModule = { createScenarioDriver(packs: PackSet): Promise<ScenarioDriver> };

const folder = process.env['YIWANG_PACKS_FOLDER'] ?? 'packs';
const words = process.argv.slice(2);
const flag = words.indexOf('--driver');
const driverPath = resolve(flag >= 0 ? (words[flag + 1] ?? '') : 'apps/server/scenario-driver.ts');
const ids = flag >= 0 ? words.toSpliced(flag, 2) : words;
if (!existsSync(driverPath)) {
  console.error(`There is no engine to play against: ${driverPath}. Name one with --driver <module>.`);
  process.exit(1);
}
const { createScenarioDriver } = (await import(pathToFileURL(driverPath).href)) as DriverModule;

let failed = 0;
let played = 0;
for (const id of ids.length > 0 ? ids : packIds(folder)) {
  const packs = loadPacks({ folder, ids: withRequired(folder, [id]) });
  if (!packs.all('scenarios').some((scenario) => scenario.pack === id)) continue;
  const driver = await createScenarioDriver(packs);
  try {
    for (const result of await playScenarios(packs, driver, id)) {
      played += 1;
      if (result.error !== undefined || result.mismatches.length > 0) failed += 1;
      console.log(formatScenario(result));
    }
  } finally {
    await driver.close?.();
  }
}
console.log(`${played} scenarios played, ${failed} failed.`);
process.exitCode = failed === 0 ? 0 : 1;
