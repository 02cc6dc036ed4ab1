import type { Clock } from '@platform/kernel';
import type { FerryFolder } from './folders.ts';

/** One way between two nodes through a gate that lets files pass in each direction by folders of its own. */
export type Route = {
  /** Agreed by both sides; part of file names. */
  readonly id: string;
  readonly self: string;
  readonly peer: string;
  /** The peer's public keys (65 bytes each): more than one while it changes them. */
  readonly peerKeys: readonly Uint8Array[];
};

/** What a side works with beside its store. `out` is taken away by the gate, `in` is filled by it. */
export type FerryDeps = {
  readonly route: Route;
  readonly out: FerryFolder;
  readonly in: FerryFolder;
  readonly clock: Clock;
  sign(message: Uint8Array): Buffer;
  /** Told in passing, for the log and the timeline. */
  tell?(event: FerryEvent): void;
};

export type FerryEvent =
  | {
      readonly what: 'sent' | 'sent-again' | 'applied' | 'waiting' | 'doubled' | 'acknowledged';
      readonly number: number;
    }
  | { readonly what: 'refused' | 'stopped'; readonly file: string; readonly code: string };

/** A fault in both languages, as it travels and is stored. */
export type FerryFault = { readonly code: string; readonly zh: string; readonly en: string };
