import type { LocalText } from '@platform/kernel';
import type { EntryOfNode } from '@modules/catalogue/contract';
import type { Organisation, OrganisationsPort } from '@modules/organisations/contract';
import type { Grant, GrantsPort } from '@modules/sharing/contract';

/** An interface that goes with a published entry: what the other side may ask for, and call once it is granted. */
export type SharedInterface = {
  readonly id: string;
  readonly version: string;
  readonly title: LocalText;
  readonly mode: string;
  readonly fields: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly title: LocalText; readonly required: boolean }[];
};

/** A catalogue entry of another node, and the table of the lake where its rows lie, when they were published as well. */
export type ReceivedEntry = EntryOfNode & {
  readonly tables: readonly { readonly receiptId: string; readonly table: string; readonly rows: number }[];
  readonly interfaces: readonly SharedInterface[];
};

/** What other modules may ask of nodes. */
export type NodesPort = {
  /** Entries that other nodes published to this one, the newest version of each; `withdrawn` too while the node is not trusted. */
  receivedEntries(): Promise<ReceivedEntry[]>;
  /** Grants that this node gave to departments of others, from memory; beside those of sharing (see {@link grantsWithNodes}). */
  readonly grants: GrantsPort;
  /** The name of an organisation of another node, by its id here (`<node>/<id>`); undefined for one that is not known. From memory. */
  organisation(id: string): Organisation | undefined;
};

/** Grants of sharing and those that nodes gave, as one: what interfaces ask. */
export function grantsWithNodes(own: GrantsPort, nodes: GrantsPort): GrantsPort {
  return {
    forInterface: (...asked) => own.forInterface(...asked) ?? nodes.forInterface(...asked),
    byId: (id) => own.byId(id) ?? nodes.byId(id),
    of: (filter): readonly Grant[] => [...own.of(filter), ...nodes.of(filter)],
    lost: (which) => own.lost(which) ?? nodes.lost(which),
  };
}

/** Organisations here and those of other nodes that read data here: so that whoever's data were read sees a name. */
export function organisationsWithNodes<T extends Pick<OrganisationsPort, 'find'>>(
  own: T,
  nodes: Pick<NodesPort, 'organisation'>,
): T {
  return { ...own, find: (id: string) => own.find(id) ?? nodes.organisation(id) };
}
