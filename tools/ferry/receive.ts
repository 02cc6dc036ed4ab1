// The receiving side of a ferry (docs/how-to/ferry.md), for a connection of kind `ferry`:
//   npm run ferry:receive -- --connection <id> [--in <folder> --out <folder>] [--every <seconds>]
import { parseArgs } from 'node:util';
import { findFerryConnection, receiveConnection } from '@modules/exchange';
import { turns, withHub } from './hub.ts';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    connection: { type: 'string' },
    in: { type: 'string' },
    out: { type: 'string' },
    every: { type: 'string' },
  },
});
const { connection: id, in: arrived, out } = values;
if (values.help || id === undefined) {
  process.stderr.write(
    'Usage: npm run ferry:receive -- --connection <id> [--in <folder> --out <folder>] [--every <seconds>]\n',
  );
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const folders = arrived !== undefined && out !== undefined ? { in: arrived, out } : undefined;
await withHub(async (hub) => {
  await turns(values.every === undefined ? undefined : Number(values.every), async () => {
    const received = await receiveConnection(hub, await findFerryConnection(hub, id), folders);
    say(
      `${received.applied} packages applied, ${received.waiting} wait, missing: ${received.missing.join(', ') || 'none'}`,
    );
    for (const { file, code } of received.rejected) say(`REFUSED ${file}: ${code}`);
    if (received.stopped) {
      say(`STOPPED ${received.stopped.code}: ${received.stopped.zh} / ${received.stopped.en}`);
      process.exitCode = 1;
    }
  });
});
