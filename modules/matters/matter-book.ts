import { parseDecisions, type DecisionModel } from '@platform/decisions';
import type { Matter, MattersPort } from './contract/index.ts';
import { checkDecision, decideMatter } from './domain/decide-matter.ts';
import { indexMatters, searchMatters, type MatterHit, type MatterIndex } from './domain/search-matters.ts';
import { productProcess } from './domain/product-process.ts';
import { matterErrors } from './errors.ts';
import type { MatterVersion } from './store/matter-versions.ts';

/** All matters in memory: those in use for finding, every version for the cases that began with it. */
export type MatterBook = Omit<MattersPort, 'versions'> & {
  /** @throws coded errors of decisions when the file is faulty or has no such decision */
  check(version: MatterVersion): Promise<void>;
  /** The rules of a version, read. */
  rules(version: MatterVersion): Promise<DecisionModel>;
  has(id: string, version: string): boolean;
  /** A version with its files as they stand. @throws matters.unknown-matter */
  version(id: string, version: string): MatterVersion;
  /** From now on `current` are in use; `versions` are those not yet known. */
  fill(current: readonly MatterVersion[], versions: readonly MatterVersion[]): void;
  search(query: string): MatterHit[];
};

/** Decision files are long to read; districts that inherit a matter have its very text. */
const MOST_MODELS = 2_000;

const NONE = Object.freeze({});

export function openMatterBook(): MatterBook {
  let inUse = new Map<string, Matter>();
  const held = new Map<string, MatterVersion>();
  const models = new Map<string, Promise<DecisionModel>>();
  let index: MatterIndex = [];

  /** Read once for one text, and kept for decisions; the one longest unused goes when drafts have made them too many. */
  const modelOf = (text: string): Promise<DecisionModel> => {
    let model = models.get(text);
    if (model) models.delete(text);
    else {
      model = parseDecisions(text);
      model.catch(() => models.delete(text));
    }
    models.set(text, model);
    for (const oldest of models.keys()) {
      if (models.size <= MOST_MODELS) break;
      models.delete(oldest);
    }
    return model;
  };

  const version = (id: string, wanted: string): MatterVersion => {
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
      return decideMatter(await modelOf(one.decisionFile), one.decisionId, inputs);
    },
    process(id, wanted) {
      const { processFile, matter } = version(id, wanted);
      return processFile ?? productProcess(matter.projectType);
    },
    calledProcesses: (id, wanted) => version(id, wanted).calledProcesses ?? NONE,
    async check({ decisionFile, decisionId, matter }) {
      checkDecision(await modelOf(decisionFile), decisionId, matter);
    },
    rules: ({ decisionFile }) => modelOf(decisionFile),
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
