// `npm run keys:rotate -- <name>`: makes the next version of a key. New work uses it at once after a start, and within a minute in a
// running product; what older versions sealed or signed still opens and verifies.
import { join } from 'node:path';
import { CHECKPOINT_KEY } from '@platform/audit';
import { openKeyStore } from '@platform/crypto';
import { systemClock } from '@platform/kernel';
import { readSettings } from './settings.ts';

/** Keys whose rotation needs nothing else. Look-up keys need all rows indexed anew, issuers' keys a new certificate: not by this command. */
const ROTATABLE = ['sealing', CHECKPOINT_KEY];

const name = process.argv[2] ?? '';
if (!ROTATABLE.includes(name)) {
  process.stdout.write(`Say which key to rotate: ${ROTATABLE.join(' or ')}.\n`);
  process.exitCode = 1;
} else {
  const keys = openKeyStore({ folder: join(readSettings().dataFolder, 'keys'), clock: systemClock });
  const { version } = keys.rotate(name);
  process.stdout.write(
    `Key ${name} is at version ${version}. Back up the folder ${join(readSettings().dataFolder, 'keys')}, apart from the data.\n`,
  );
}
