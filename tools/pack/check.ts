import { formatFault } from '@platform/packs';
import { findPackFaults, packIds } from './check-packs.ts';

// npm run pack:check [-- id …]   checks the packs named, or all; YIWANG_PACKS_FOLDER is where they are (default packs)
const folder = process.env['YIWANG_PACKS_FOLDER'] ?? 'packs';
const ids = process.argv.slice(2);
const faults = await findPackFaults({ folder, ids: ids.length > 0 ? ids : packIds(folder) });
for (const fault of faults) console.log(formatFault(fault));
console.log(faults.length === 0 ? 'Packs are in order.' : `${faults.length} fault${faults.length === 1 ? '' : 's'}.`);
process.exitCode = faults.length === 0 ? 0 : 1;
