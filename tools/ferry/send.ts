// The sending side of a ferry (docs/how-to/ferry.md):
//   npm run ferry:send -- --key                          prints this node's public key for the other side
//   npm run ferry:send -- --route <id> --define --self <node> --peer <node> --peer-key <hex> --lines <id,id> --out-from <SETTING> --in-from <SETTING>
//   npm run ferry:send -- --route <id> [--out <folder> --in <folder>] [--every <seconds>] [--new-series]
import { parseArgs } from 'node:util';
import { defineFerryRoute, FERRY_KEY, findFerryRoute, newFerrySeries, sendRoute } from '@modules/exchange';
import { turns, withHub } from './hub.ts';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    key: { type: 'boolean' },
    route: { type: 'string' },
    define: { type: 'boolean' },
    self: { type: 'string' },
    peer: { type: 'string' },
    'peer-key': { type: 'string', multiple: true },
    lines: { type: 'string' },
    'out-from': { type: 'string', default: 'FERRY_OUT' },
    'in-from': { type: 'string', default: 'FERRY_IN' },
    out: { type: 'string' },
    in: { type: 'string' },
    every: { type: 'string' },
    'new-series': { type: 'boolean' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const { route: id, out, in: back } = values;
if (values.help || (!values.key && id === undefined)) {
  process.stderr.write(
    'Usage: npm run ferry:send -- --key | --route <id> [--define …] [--new-series] [--every <seconds>]\n',
  );
  process.exit(2);
}
const folders = out !== undefined && back !== undefined ? { out, in: back } : undefined;
await withHub(async (hub) => {
  if (values.key) say(hub.keys.signing(FERRY_KEY).publicKey.toString('hex'));
  if (id !== undefined)
    await turns(values.every === undefined ? undefined : Number(values.every), async () => {
      if (values.define)
        await defineFerryRoute(hub, {
          id,
          self: values.self ?? '',
          peer: values.peer ?? '',
          peerKeys: values['peer-key'] ?? [],
          outFrom: values['out-from'],
          inFrom: values['in-from'],
          lines: (values.lines ?? '').split(',').filter((line) => line !== ''),
        });
      if (values['new-series']) await newFerrySeries(hub, id);
      // Said once, not at every turn.
      values.define = false;
      values['new-series'] = false;
      const { made, sent, stopped } = await sendRoute(hub, await findFerryRoute(hub, id), folders);
      const now = await findFerryRoute(hub, id);
      say(
        `${made} packages made, ${sent} put out; acknowledged up to ${now.ackedUpTo} of ${now.number} (series ${now.series})`,
      );
      for (const { line, ours, theirs } of now.differences)
        say(
          `DIFFERENCE ${line}: here ${ours.count} rows ${ours.sum}, there ${theirs ? `${theirs.count} rows ${theirs.sum}` : 'none'}`,
        );
      for (const rejected of now.ack?.rejected ?? [])
        say(`REFUSED there: ${rejected.file}: ${rejected.zh} / ${rejected.en}`);
      if (stopped) {
        say(`STOPPED ${stopped.code}: ${stopped.zh} / ${stopped.en}`);
        process.exitCode = 1;
      }
    });
});
