import type { DomainError } from '@platform/kernel';
import type { Actor } from '@platform/access';
import type { InterfaceAnswer, InterfaceCall } from '../contract/index.ts';
import type { Answered, Backend, Prepared } from '../domain/answering.ts';
import type { CallRow } from '../store/calls.ts';
import type { Use } from '../store/keys.ts';

/** A call whose signature was found right, and which is still to be used up: its nonce is taken in the transaction that answers it. */
export type SignedCall = Use & {
  /** SM3 of the signed text, in hex. */
  readonly request: string;
};

/** What leaves, once it is recorded. */
export type CallOutcome = {
  readonly answer: InterfaceAnswer;
  /** The answer as JSON in UTF-8: the very bytes whose hash the receipt has. */
  readonly body: Buffer;
  /** To be told once: whether the answer left. */
  sent(left: boolean): void;
};

/** A call on its way: what is recorded of it is filled in as it goes. */
export type Entry = {
  readonly call: InterfaceCall<Actor>;
  readonly backend: Backend;
  readonly started: number;
  readonly signed: SignedCall | undefined;
  /** SM3 of what was asked, in hex. */
  readonly request: string;
  row: CallRow;
  prepared: Prepared | undefined;
  /** Its nonce is used up and its key was good (a call that was asked beyond the network). */
  admitted: boolean;
  /** From beyond the network. */
  answered: Answered | undefined;
  refused: DomainError | undefined;
  answer: InterfaceAnswer | undefined;
  body: Buffer;
  /** Rows counted against the grant's quota. */
  rowsTaken: number;
  settle(outcome: CallOutcome | Error): void;
};
