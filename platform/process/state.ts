import type { LocalText, TextParams } from '@platform/kernel';
import type { TimerKind } from './model.ts';

/** How an instance came to its end. */
export type Ending = 'completed' | 'terminated' | 'failed' | 'cancelled';

export type InstanceRow = {
  id: string;
  /** The process' id and the version (SHA-256 of its file) the instance began with and keeps. */
  process: string;
  version: string;
  how: Ending | null;
  /** The code of the error that ended it. */
  error: string | null;
  /** Nodes and flows passed so far, by process (called processes have their own list). */
  done: Readonly<Record<string, readonly string[]>>;
};

/** How far a multi-instance activity or loop is. */
export type LoopState = {
  /** Null for a standard loop. */
  total: number | null;
  started: number;
  completed: number;
  items: readonly unknown[] | null;
  outputs: readonly { index: number; value: unknown }[];
};

/** A running (sub-)process, or the body of a multi-instance activity (`loop`). */
export type ScopeRow = {
  id: string;
  instance: string;
  kind: 'process' | 'called' | 'sub-process' | 'event-sub-process' | 'loop';
  parent: string | null;
  /** The token that waits outside for it, and the node it waits at. */
  token: string | null;
  node: string | null;
  process: string;
  version: string;
  /** Which instance of a multi-instance sub-process this is, from 0. */
  index: number | null;
  loop: LoopState | null;
};

/** Why a token stopped. Data, not an exception: `resume` tries again when the cause is mended. */
export type Incident = {
  code:
    | 'no-flow'
    | 'bad-expression'
    | 'missing-value'
    | 'bad-timer'
    | 'bad-loop'
    | 'no-called-process'
    | 'uncaught-error'
    | 'stuck';
  text: LocalText;
  params: TextParams;
  /** What `resume` does again: entering the node, or leaving it (its work is then not done twice). */
  again: 'enter' | 'finish' | 'leave' | 'nothing';
};

export type TokenRow = {
  id: string;
  instance: string;
  scope: string;
  node: string;
  /** The flow it came by; null at starts and after moves. */
  flow: string | null;
  /** `at`: work is open at its node; `joining`: it waits for others at a gateway. */
  state: 'moving' | 'at' | 'joining' | 'incident';
  /** Which instance of a multi-instance activity it is, from 0, and what only that instance sees. */
  index: number | null;
  local: Readonly<Record<string, unknown>> | null;
  incident: Incident | null;
};

export type JobKind = 'user' | 'manual' | 'service' | 'decision' | 'send' | 'message' | 'signal' | 'timer';

/** What the caller computes an instant from. */
export type TimerRequest = { kind: TimerKind; value: string };

/** Open work: somebody or something must answer before the token goes on. Finished jobs have no row. */
export type JobRow = {
  id: string;
  instance: string;
  scope: string;
  /** Null for the start of an event sub-process, which waits for no token. */
  token: string | null;
  /** The task or event; for a boundary event that event, not the activity it stands on. */
  node: string;
  kind: JobKind;
  timer: TimerRequest | null;
  /** Name of the message or signal it waits for. */
  event: string | null;
  /** Only a message with this correlation is for it; null takes any of its name. */
  correlation: string | null;
  index: number | null;
  /** `yw:*` attributes, expressions evaluated. */
  attributes: Readonly<Record<string, unknown>>;
};

/** Variables of one scope. */
export type VariablesRow = { scope: string; instance: string; values: Readonly<Record<string, unknown>> };

/** One running case: rows that a store keeps one by one. Rows are never changed in place. */
export type InstanceState = {
  instance: InstanceRow;
  scopes: readonly ScopeRow[];
  tokens: readonly TokenRow[];
  jobs: readonly JobRow[];
  variables: readonly VariablesRow[];
};

/** What a store must write after a command; nothing else changed. `removed.variables` holds scope ids. */
export type Changes = {
  put: {
    instance: InstanceRow | null;
    scopes: readonly ScopeRow[];
    tokens: readonly TokenRow[];
    jobs: readonly JobRow[];
    variables: readonly VariablesRow[];
  };
  removed: {
    scopes: readonly string[];
    tokens: readonly string[];
    jobs: readonly string[];
    variables: readonly string[];
  };
};

/** What the caller must do or tell, in the order in which it happened. */
export type Effect =
  | { type: 'job-opened'; job: JobRow; name: string; local: Readonly<Record<string, unknown>> | null }
  | { type: 'job-cancelled'; jobId: string; node: string; kind: JobKind }
  | {
      type: 'message-thrown';
      node: string;
      name: string;
      correlation: string | null;
      attributes: Readonly<Record<string, unknown>>;
    }
  /** Waits of this instance have got it already; other instances have not. */
  | { type: 'signal-thrown'; node: string; name: string }
  | { type: 'escalated'; node: string; code: string | null; caught: boolean }
  | { type: 'called'; scope: string; node: string; process: string; version: string }
  | { type: 'incident'; token: string; node: string; name: string; incident: Incident }
  | { type: 'instance-ended'; how: Ending; error: string | null };

/** An incoming flow of a parallel join. */
export type Arrived = { node: string; flow: string };

export type Command =
  | { type: 'complete-job'; jobId: string; variables?: Readonly<Record<string, unknown>> }
  /** A BPMN error: caught by boundary events and event sub-processes; else an incident. */
  | { type: 'fail-job'; jobId: string; code: string; variables?: Readonly<Record<string, unknown>> }
  | { type: 'trigger-timer'; jobId: string }
  | {
      type: 'deliver-message';
      name: string;
      correlation?: string | null;
      variables?: Readonly<Record<string, unknown>>;
    }
  | { type: 'broadcast-signal'; name: string; variables?: Readonly<Record<string, unknown>> }
  | { type: 'cancel' }
  /**
   * A case moved on purpose: the first token goes to the node, the others end; all that hung on them is cancelled. `arrived`: flows of joins that
   * count as passed, where the case goes back into one branch and the others' work stands.
   */
  | { type: 'move'; tokenIds: readonly string[]; nodeId: string; arrived?: readonly Arrived[] }
  | { type: 'set-variables'; variables: Readonly<Record<string, unknown>>; scope?: string }
  /** Tries again what an incident stopped. */
  | { type: 'resume'; tokenId: string };

export type Outcome = { state: InstanceState; changes: Changes; effects: readonly Effect[] };
