import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock, startOfShanghaiDay, type PlainDate } from '@platform/kernel';
import { startCluster } from '@platform/database';
import type { PackSet, ScenarioDriver } from '@platform/packs';
import { openRehearsal, type Rehearsal } from './rehearsal.ts';
import { playedScenario, type Stage } from './scenario-run.ts';
import {
  ownFacts,
  scenarioIdentity,
  scenarioRegistries,
  type ScenarioIdentity,
  type ScenarioRegistries,
} from './scenario-stand-ins.ts';

/** Scenarios begin at ten in the morning of their day in Shanghai. */
const MORNING_MS = 10 * 3_600_000;

/**
 * The product as the engine of packs' scenarios: the real modules on a PostgreSQL of their own in a temporary folder; only
 * sign-in and the registries' contents are given. Scenarios share the city as long as the clock need not go back.
 */
export async function createScenarioDriver(packs: PackSet): Promise<ScenarioDriver> {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-scenarios-'));
  // The server's own user must reach its folder.
  chmodSync(folder, 0o755);
  const cluster = await startCluster({ folder: join(folder, 'cluster'), unsafeFast: true });
  let open: Stage | undefined;
  let cities = 0;

  const cityOn = async (today: PlainDate): Promise<Stage> => {
    const morning = new Date(startOfShanghaiDay(today).getTime() + MORNING_MS);
    if (open && open.clock.now() <= morning) {
      open.clock.set(morning);
      return open;
    }
    await open?.rehearsal.stop();
    cities += 1;
    open = await openStage(
      packs,
      await cluster.createDatabase(`scenarios_${cities}`, { createRole: true }),
      join(folder, `city-${cities}`),
      morning,
    );
    return open;
  };

  return {
    async begin(start) {
      const stage = await cityOn(start.today);
      const { applicant } = start;
      for (const [registry, values] of Object.entries(start.data)) {
        const definition = packs.get('registries', registry).value;
        const own = ownFacts(packs, definition, applicant);
        const key = definition.keyType === 'credit-code' ? applicant.firm?.creditCode : applicant.citizenId;
        if (key !== undefined) stage.registries.put(registry, key, { ...own, ...values });
      }
      return playedScenario(packs, stage, start);
    },
    async close() {
      await open?.rehearsal.stop();
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openStage(packs: PackSet, databaseUrl: string, folder: string, morning: Date): Promise<Stage> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const clock = manualClock(morning);
  let standIns: { identity: ScenarioIdentity; registries: ScenarioRegistries } | undefined;
  const rehearsal: Rehearsal = await openRehearsal({
    databaseUrl,
    folder,
    packs,
    clock,
    standIns(foundations) {
      standIns = { identity: scenarioIdentity(foundations), registries: scenarioRegistries(packs, foundations) };
      return { identity: standIns.identity.port, registries: standIns.registries.port };
    },
  });
  const { identity, registries } = standIns as NonNullable<typeof standIns>;
  return { rehearsal, clock, identity, registries };
}
