import { wholeOption, type Bench } from '../bench.ts';
import { profiled } from '../profile.ts';
import { fillHoldings } from '../snapshot/holdings-table.ts';
import { copyByPsql, psqlThere, readByRun, type Copying, type Reading } from '../snapshot/runs.ts';
import { openServers } from '../snapshot/servers.ts';

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};
const perSecond = (rows: number, seconds: number): number => Math.round(rows / seconds);

export const bench: Bench = {
  what: 'Snapshot of a department’s table of 12 columns into the lake, every value checked, against psql COPY | psql COPY of the same table between the same servers, in turns.',
  unit: 'rows per second',
  async run({ options, say }) {
    const rows = wholeOption(options, 'rows', 5_000_000);
    const rounds = wholeOption(options, 'rounds', 3);
    const withPeer = psqlThere();
    if (!withPeer) say('not run: needs postgresql-client');
    const servers = await openServers(say);
    try {
      say(`filling ${rows} rows`);
      await fillHoldings(servers.source, rows);
      const rail = await servers.openLine();
      const ours: Reading[] = [];
      const peer: Copying[] = [];
      try {
        for (let round = 1; round <= rounds; round += 1) {
          if (withPeer) {
            peer.push(await copyByPsql(servers, rows));
            say(
              `round ${round}: psql ${perSecond(rows, (peer.at(-1) as Copying).seconds)} rows/s ${JSON.stringify(peer.at(-1))}`,
            );
          }
          const reading = () => readByRun(servers, rows);
          if (options['profile'] && round === rounds) {
            const { result, byFunction, byPackage } = await profiled(reading);
            ours.push(result);
            for (const { where, share } of [...byPackage, ...byFunction])
              say(`${(share * 100).toFixed(1).padStart(5)} %  ${where}`);
          } else ours.push(await reading());
          say(
            `round ${round}: yiwang ${perSecond(rows, (ours.at(-1) as Reading).seconds)} rows/s ${JSON.stringify(ours.at(-1))}`,
          );
        }
      } finally {
        await rail.stop();
      }
      const own = perSecond(rows, median(ours.map((one) => one.seconds)));
      return {
        ours: own,
        ...(withPeer
          ? {
              peer: perSecond(rows, median(peer.map((one) => one.seconds))),
              ratio:
                Math.round((median(peer.map((one) => one.seconds)) / median(ours.map((one) => one.seconds))) * 1_000) /
                1_000,
            }
          : {}),
        peer_name: withPeer
          ? 'psql -c "COPY t TO STDOUT" | psql -c "COPY t FROM STDIN"'
          : 'not run: needs postgresql-client',
        rows,
        columns: 12,
        rounds,
        seconds: {
          ours: ours.map((one) => Math.round(one.seconds * 10) / 10),
          peer: peer.map((one) => Math.round(one.seconds * 10) / 10),
        },
        ending_seconds: ours.map((one) => one.ending),
        cpu_seconds: { ours: ours.map((one) => one.cpu), peer: peer.map((one) => one.cpu) },
        postgres: servers.postgres,
      };
    } finally {
      await servers.stop();
    }
  },
};
