import type { Matter, MatterDecision } from './matter.ts';

/** A version of a matter that was in use at some time. */
export type UsedVersion = {
  matter: string;
  version: string;
  /** When it was first in use. */
  since: Date;
  inUse: boolean;
  /** Its own days (`effective`) hold today, so that a case may still go by it. */
  inForce: boolean;
};

/** Matters of the packs in use, and every version that was ever in use. Kept in memory after `prepare()`. */
export type MattersPort = {
  /** The matter in the version now in use, or in the one named. @throws matters.unknown-matter */
  get(id: string, version?: string): Matter;
  find(id: string): Matter | undefined;
  /** Matters in use, in the order of the packs. */
  all(): Matter[];
  /** Every version of these matters that was ever in use, matter by matter, the newest first. */
  versions(ids: readonly string[]): Promise<UsedVersion[]>;
  /** The process (BPMN 2.0 text) of that version: its own, or the product's for its project type. @throws matters.unknown-matter */
  process(id: string, version: string): string;
  /** The processes that it calls (BPMN call activities), those called by them included, by id; they belong to the version. @throws matters.unknown-matter */
  calledProcesses(id: string, version: string): Readonly<Record<string, string>>;
  /**
   * Evaluates the decision of that version with its declared inputs (DMN values: text, number, boolean, ISO date text, null).
   * An outcome other than approve, route or refuse is answered as route: what the rules do not say, a person decides.
   * @throws matters.unknown-matter
   */
  decide(id: string, version: string, inputs: Record<string, unknown>): Promise<MatterDecision>;
};
