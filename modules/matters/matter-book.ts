import { parseDecisions, type DecisionModel } from '@platform/decisions';
import type { Matter, MattersPort } from './contract/index.ts';
import { checkDecision, decideMatter } from './domain/decide-matter.ts';
import { indexMatters, searchMatters, type MatterHit, type MatterIndex } from './domain/search-matters.ts';
import { productProcess } from './domain/product-process.ts';
import { matterErrors } from './errors.ts';
import type { MatterVersion } from './store/matter-versions.ts';

/** All matters in memory: those in use for finding, every version for the cases that began with it. */
export type MatterBook = MattersPort & {
  /** @throws coded errors of decisions when the file is faulty or has no such decision */
  check(version: MatterVersion): Promise<void>;
  has(id: string, version: string): boolean;
  /** A version with its files as they stand. @throws matters.unknown-matter */
  version(id: string, version: string): MatterVersion;
  /** From now on `current` are in use; `versions` are those not yet known. */
  fill(current: readonly MatterVersion[], versions: readonly MatterVersion[]): void;
  search(query: string): MatterHit[];
};

type Held = MatterVersion & { model?: Promise<DecisionModel> };

export function openMatterBook(): MatterBook {
  let inUse = new Map<string, Matter>();
  const held = new Map<string, Held>();
  let index: MatterIndex = [];

  const version = (id: string, wanted: string): Held => {
    const found = held.get(`${id} ${wanted}`);
    if (!found) throw matterErrors.unknownMatter();
    return found;
  };

  return {
    get(id, wanted) {
      if (wanted !== undefined) return version(id, wanted).matter;
      const found = inUse.get(id);
      if (!found) throw matterErrors.unknownMatter();
      return found;
    },
    find: (id) => inUse.get(id),
    all: () => [...inUse.values()],
    async decide(id, wanted, inputs) {
      const one = version(id, wanted);
      one.model ??= parseDecisions(one.decisionFile);
      return decideMatter(await one.model, one.decisionId, inputs);
    },
    process(id, wanted) {
      const { processFile, matter } = version(id, wanted);
      return processFile ?? productProcess(matter.projectType);
    },
    async check({ decisionFile, decisionId, matter }) {
      checkDecision(await parseDecisions(decisionFile), decisionId, matter);
    },
    has: (id, wanted) => held.has(`${id} ${wanted}`),
    version,
    fill(current, versions) {
      for (const one of [...versions, ...current]) {
        const key = `${one.matter.id} ${one.matter.version}`;
        const known = held.get(key);
        if (known?.matter === one.matter) continue;
        held.set(key, { ...one, matter: deepFreeze(one.matter) });
      }
      inUse = new Map(current.map(({ matter }) => [matter.id, deepFreeze(matter)]));
      index = indexMatters([...inUse.values()]);
    },
    search: (query) => searchMatters(index, query),
  };
}

/** Freezes `value` and everything in it: all callers share one copy. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
