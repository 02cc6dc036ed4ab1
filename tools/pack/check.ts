import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatFault, type KnownNames } from '@platform/packs';
import { findPackFaults, packIds } from './check-packs.ts';

// npm run pack:check [-- id …]   checks the packs named, or all; YIWANG_PACKS_FOLDER is where they are (default packs)
const folder = process.env['YIWANG_PACKS_FOLDER'] ?? 'packs';
const ids = process.argv.slice(2);
// Loaded by its path, since tools stand beside the apps, not above them.
const server = pathToFileURL(join(import.meta.dirname, '../../apps/server/known-names.ts')).href;
const { knownNames } = (await import(server)) as { knownNames(): KnownNames };
const faults = await findPackFaults({ folder, ids: ids.length > 0 ? ids : packIds(folder), known: knownNames() });
for (const fault of faults) console.log(formatFault(fault));
console.log(faults.length === 0 ? 'Packs are in order.' : `${faults.length} fault${faults.length === 1 ? '' : 's'}.`);
process.exitCode = faults.length === 0 ? 0 : 1;
