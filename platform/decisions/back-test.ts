import { setImmediate } from 'node:timers/promises';
import { DomainError } from '@platform/kernel';
import { evaluate } from './evaluate.ts';
import type { DecisionModel } from './model.ts';

/** A case of the past: what went into its decision, and, where a person decided otherwise or it is known, what was decided. */
export type BackTestCase = {
  id: string;
  inputs: Readonly<Record<string, unknown>>;
  /** Outputs as decided in the end; only those named are compared. */
  decided?: Readonly<Record<string, unknown>>;
};

/** What one model says of a case. */
type BackTestSide = { outputs: Record<string, unknown>; rules: string[] } | { error: string };

/** A case that the new model decides otherwise. `before` is null where the old model failed (`errorBefore` says with what). */
export type ChangedCase = {
  id: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown>;
  rulesBefore: string[];
  rulesAfter: string[];
  errorBefore?: string;
};

/** Cases that moved from the same rules to the same rules with the same change of outputs; `examples` are the first few. */
export type KindOfChange = {
  before: Record<string, unknown> | null;
  after: Record<string, unknown>;
  rulesBefore: string[];
  rulesAfter: string[];
  count: number;
  examples: string[];
};

export type BackTest = {
  versions: { before: string; after: string };
  cases: number;
  /** Cases with the same outputs from both. */
  same: number;
  /** Of these, how many rest on other rules than before. */
  sameByOtherRules: number;
  differentCount: number;
  /** The first few of every kind of change, in the order of the cases. */
  different: ChangedCase[];
  kinds: KindOfChange[];
  /** Changes beyond the kinds kept. */
  otherKinds: number;
  failedCount: number;
  /** Cases that the new model cannot decide, the first few of each error; `failedBefore` says whether the old one could not either. */
  failed: { id: string; code: string; failedBefore: boolean }[];
  /** How often each rule stood behind an outcome: by the rule's id. */
  byRule: Record<string, { before: number; after: number }>;
  /** How many of the cases whose outcome is known each model agrees with. */
  decided: { known: number; agreeBefore: number; agreeAfter: number };
};

export type BackTestOptions = {
  /** Which outputs count as an outcome; all when not given. */
  outputs?: readonly string[];
  /** What is compared and told of them; as they are when not given. A draft's outputs can hold anything that went into it. */
  told?: (outputs: Record<string, unknown>) => Record<string, unknown>;
  /** Whether the same change by other rules is another kind; true when not given. If not, a kind tells the rules of its first case. */
  byRules?: boolean;
  /** Examples kept of each kind; 5 when not given. */
  examples?: number;
  /** Kinds kept; 200 when not given. */
  kinds?: number;
  signal?: AbortSignal;
};

/** After so many cases other work of the process gets its turn. */
const AT_ONCE = 200;

/**
 * Decides past cases by the old and the new model and tells what changes. Memory is bounded: it grows with the kinds of change, never with the
 * cases. A case's inputs may lack what only the new model asks for: then that case fails (`decisions.missing-input`), as it would in use.
 * @throws what `cases` throws; the signal's reason
 */
export async function backTest(
  oldModel: DecisionModel,
  newModel: DecisionModel,
  decisionId: string,
  cases: AsyncIterable<BackTestCase> | Iterable<BackTestCase>,
  options: BackTestOptions = {},
): Promise<BackTest> {
  const { examples = 5, kinds: kindsMax = 200, byRules = true } = options;
  const report: BackTest = {
    versions: { before: oldModel.version, after: newModel.version },
    cases: 0,
    same: 0,
    sameByOtherRules: 0,
    differentCount: 0,
    different: [],
    kinds: [],
    otherKinds: 0,
    failedCount: 0,
    failed: [],
    byRule: {},
    decided: { known: 0, agreeBefore: 0, agreeAfter: 0 },
  };
  const kinds = new Map<string, KindOfChange>();
  const failures = new Map<string, number>();
  for await (const one of cases) {
    options.signal?.throwIfAborted();
    if (report.cases > 0 && report.cases % AT_ONCE === 0) await setImmediate();
    report.cases += 1;
    const before = sideOf(oldModel, decisionId, one.inputs, options);
    const after = sideOf(newModel, decisionId, one.inputs, options);
    countRules(report.byRule, before, 'before');
    countRules(report.byRule, after, 'after');
    if (one.decided !== undefined) {
      report.decided.known += 1;
      if (agrees(before, one.decided)) report.decided.agreeBefore += 1;
      if (agrees(after, one.decided)) report.decided.agreeAfter += 1;
    }
    if ('error' in after) {
      report.failedCount += 1;
      const failedBefore = 'error' in before;
      const seen = failures.get(`${after.error} ${failedBefore}`) ?? 0;
      failures.set(`${after.error} ${failedBefore}`, seen + 1);
      if (seen < examples) report.failed.push({ id: one.id, code: after.error, failedBefore });
      continue;
    }
    if ('outputs' in before && equal(before.outputs, after.outputs)) {
      report.same += 1;
      if (!equal(before.rules, after.rules)) report.sameByOtherRules += 1;
      continue;
    }
    report.differentCount += 1;
    const change: ChangedCase = {
      id: one.id,
      before: 'outputs' in before ? before.outputs : null,
      after: after.outputs,
      rulesBefore: 'rules' in before ? before.rules : [],
      rulesAfter: after.rules,
      ...('error' in before ? { errorBefore: before.error } : {}),
    };
    const { id, ...rest } = change;
    const key = JSON.stringify(byRules ? rest : [rest.before, rest.after]);
    const kind = kinds.get(key);
    if (kind) {
      kind.count += 1;
      if (kind.examples.length >= examples) continue;
      kind.examples.push(id);
      report.different.push(change);
    } else if (kinds.size < kindsMax) {
      const { errorBefore: _, ...shown } = rest;
      kinds.set(key, { ...shown, count: 1, examples: [id] });
      report.different.push(change);
    } else report.otherKinds += 1;
  }
  report.kinds = [...kinds.values()].toSorted((a, b) => b.count - a.count);
  return report;
}

function sideOf(
  model: DecisionModel,
  decisionId: string,
  inputs: Readonly<Record<string, unknown>>,
  { outputs: counted, told }: BackTestOptions,
): BackTestSide {
  try {
    const { outputs, trace } = evaluate(model, decisionId, inputs);
    const kept = counted ? Object.fromEntries(counted.map((name) => [name, outputs[name] ?? null])) : outputs;
    return { outputs: told ? told(kept) : kept, rules: trace.rulesHit.map(({ id }) => id) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { error: error.code };
  }
}

function countRules(byRule: BackTest['byRule'], side: BackTestSide, when: 'before' | 'after'): void {
  if ('error' in side) return;
  for (const rule of side.rules) (byRule[rule] ??= { before: 0, after: 0 })[when] += 1;
}

function agrees(side: BackTestSide, decided: Readonly<Record<string, unknown>>): boolean {
  return (
    'outputs' in side && Object.entries(decided).every(([name, value]) => equal(side.outputs[name] ?? null, value))
  );
}

/** Plain data alike, whatever the order of their keys. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) => Object.hasOwn(b, key) && equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  );
}
