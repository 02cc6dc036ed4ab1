import type { LocalText } from '@platform/kernel';
import type { ResourceDefinition } from '@modules/catalogue/contract';

/** A catalogue entry of another node, and the table of the lake where its rows lie, when they were published as well. */
export type ReceivedEntry = {
  readonly nodeId: string;
  readonly nodeName: LocalText;
  readonly definition: ResourceDefinition;
  readonly version: string;
  readonly tables: readonly { readonly receiptId: string; readonly table: string; readonly rows: number }[];
  readonly withdrawn: boolean;
};

/** What other modules may ask of nodes. */
export type NodesPort = {
  /** Entries that other nodes published to this one, the newest version of each. */
  receivedEntries(): Promise<ReceivedEntry[]>;
};
