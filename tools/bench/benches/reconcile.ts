import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { wholeOption, type Bench, type BenchContext } from '../bench.ts';
import { fingerprint, keepWriting, plant, RAW_TABLE, seed } from '../reconcile/pensions.ts';
import { openReconcileStage, type ReconcileStage } from '../reconcile/stage.ts';

type Proof = {
  state: string;
  outcome?: string;
  differences: { missing: number; extra: number; changed: number };
  inMotion: number;
  mended: number;
  left: number;
  settled: boolean;
  rangesDiffering?: number;
  ranges?: number;
  fault?: unknown;
};

const OPEN = new Set(['waiting', 'comparing', 'collecting', 'looking-again', 'mending']);

export const bench: Bench = {
  what: 'Proof: 1,000 differences planted in the lake among 1,000,000 rows of a captured line, while its source goes on changing; found, told apart from what is in motion, mended, counted again.',
  unit: 'rows compared a second',
  async run({ options, say }: BenchContext) {
    const rows = wholeOption(options, 'rows', 1_000_000);
    const plants = wholeOption(options, 'plants', 1_000);
    const perSecond = wholeOption(options, 'changes', 200);
    say('starting two PostgreSQL clusters, the exchange with its rail, and the proof');
    const stage = await openReconcileStage();
    const writer = new pg.Client({ connectionString: urlOf(stage.source) });
    try {
      await writer.connect();
      await seed(stage.source, rows);
      const began = performance.now();
      await stage.connect();
      say(`${rows} rows are in the lake after ${seconds(began)} s, and the line is captured`);
      await stage.hub.query(`vacuum analyze ${RAW_TABLE}`);
      const { planted, ids } = await plant(stage.hub, rows, plants);
      say(`planted ${JSON.stringify(planted)}; the source goes on with ${perSecond} changes a second`);
      const writing = keepWriting(writer, { rows, spare: ids, perSecond });
      const compareBegan = performance.now();
      const { id } = await stage.post(`/api/reconciliations/lines/${stage.lineId}`);
      const found = await untilOver(stage, String(id), say);
      const compareSeconds = seconds(compareBegan);
      say(`found ${JSON.stringify(found.differences)} and ${found.inMotion} in motion in ${compareSeconds} s; mending`);
      const mendBegan = performance.now();
      await stage.post(`/api/reconciliations/${id}/mend`, {});
      const mended = await untilOver(stage, String(id), say);
      const mendSeconds = seconds(mendBegan);
      const changes = await writing.stop();
      say(
        `mended ${mended.mended} in ${mendSeconds} s; ${changes} changes passed meanwhile; comparing both databases by their own hashes`,
      );
      const equal = await untilEqual(stage);
      const exact = (['missing', 'extra', 'changed'] as const).every(
        (kind) => found.differences[kind] === planted[kind],
      );
      if (!exact || mended.mended !== plants || mended.left > 0 || !equal)
        throw new Error(`Not all were found and mended: ${JSON.stringify({ planted, found, mended, equal })}`);
      return {
        rows_per_second: Math.round(rows / compareSeconds),
        rows,
        planted: plants,
        found: found.differences.missing + found.differences.extra + found.differences.changed,
        mended: mended.mended,
        share_found: 1,
        seconds: Math.round((compareSeconds + mendSeconds) * 10) / 10,
        compare_seconds: compareSeconds,
        mend_seconds: mendSeconds,
        in_motion: found.inMotion,
        settled: found.settled,
        changes_meanwhile: changes,
        changes_per_second: perSecond,
        ranges: found.ranges,
        ranges_differing: found.rangesDiffering,
        equal_by_hash_afterwards: equal,
        rows_per_second_means:
          'rows of the table over the time from the request to the last judged row, all readings of both sides included',
      };
    } finally {
      await writer.end().catch(() => undefined);
      await stage.stop();
    }
  },
};

async function untilOver(stage: ReconcileStage, id: string, say: (line: string) => void): Promise<Proof> {
  for (let told = ''; ; await sleep(100)) {
    const proof = (await stage.get(`/api/reconciliations/${id}`)) as unknown as Proof;
    if (proof.state === 'failed') throw new Error(`The proof failed: ${JSON.stringify(proof.fault)}`);
    if (!OPEN.has(proof.state)) return proof;
    if (proof.state !== told) say(`  ${proof.state}`);
    told = proof.state;
  }
}

/** Whether both sides come to be equal, once the capture has brought the last change. */
async function untilEqual(stage: ReconcileStage): Promise<boolean> {
  for (let looks = 0; looks < 60; looks += 1) {
    const source = await fingerprint(stage.source, 'pensions');
    const lake = await fingerprint(stage.hub, RAW_TABLE);
    if (source.rows === lake.rows && source.hash === lake.hash) return true;
    await sleep(500);
  }
  return false;
}

function urlOf(client: pg.Client): string {
  const { host, port, user, password, database } = client;
  return `postgresql://${encodeURIComponent(user ?? '')}:${encodeURIComponent(String(password ?? ''))}@${host}:${port}/${database}`;
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10;
