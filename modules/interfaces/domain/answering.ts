import type { DomainError, LocalText } from '@platform/kernel';
import type { Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import type { Grant } from '@modules/sharing/contract';
import type { InterfaceAnswer, InterfaceCall } from '../contract/index.ts';
import type { InterfaceDefinition } from './definition.ts';

export type { InterfaceDefinition } from './definition.ts';

/** A call that was let in: its grant, purpose, case number, quota and parameters are right. */
export type Prepared = {
  readonly call: InterfaceCall<Actor>;
  /** Of the call, its usage record and its receipt. */
  readonly id: string;
  readonly at: Date;
  readonly definition: InterfaceDefinition;
  readonly grant: Grant;
  readonly purpose: LocalText;
  /** By name, as {@link Backend.checked} gave them; the reserved ones (`fields`, `limit`, `cursor`, `groupBy`) among them. */
  readonly parameters: Record<string, string>;
};

/** What a call is answered with, and what is recorded of it; or why it is refused after all. */
export type Answered =
  | {
      readonly answer: InterfaceAnswer;
      /** A word for the usage record: `found`, `match` … (see outcome-words.ts). */
      readonly outcome: string;
      /** The fields that were told, or asked about. */
      readonly fields: readonly string[];
      readonly rows: number;
      /** Blind indexes (`blindIndex(id, SUBJECT)`) of the people and firms whom the answer told something about. */
      readonly subjects: readonly string[];
    }
  | { readonly refused: DomainError };

/**
 * Answers many calls in the batch's transaction, as few statements as there are sources of data, one answer a call in the
 * order of the calls. What it throws fails the whole batch; a call that cannot be answered is `refused`.
 * When the batch turns out to hold a replay it is rolled back, and this is asked again without it.
 */
export type AnswerMany = (tx: Tx, calls: readonly Prepared[]) => Promise<Answered[]>;

/** What answers the interfaces of one kind. Batches are formed by `kind`, so that a slow kind never holds up another. */
export type Backend = {
  readonly kind: string;
  /** The organisation that answers for the data of this interface. */
  provider(definition: InterfaceDefinition): string;
  /**
   * The parameters of a call, checked and brought into form, by name.
   * @throws interfaces.bad-parameters with the faults; also for a field beyond the grant
   */
  checked(
    definition: InterfaceDefinition,
    given: Readonly<Record<string, string>>,
    grant: Grant,
  ): Record<string, string>;
} & (
  | {
      readonly where: 'database';
      readonly answerMany: AnswerMany;
      /** Its statements look up by key, so that one plan is good for all values. */
      readonly plannedOnce?: boolean;
      /** After so long the database stops a statement of this kind, and the batch is answered "try again" (default 5,000). */
      readonly timeoutMs?: number;
    }
  | {
      /** Beyond the network: asked between two transactions, so that no connection waits for it. */
      readonly where: 'outside';
      answer(call: Prepared): Promise<Answered>;
    }
);

/** The backend that answers an interface. */
export type Backends = (definition: InterfaceDefinition) => Backend;
