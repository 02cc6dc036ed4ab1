import type { LocalText } from '@platform/kernel';

/** What a value passes on its way from a department's column to a decision or a figure, and what stands beside the way. */
export const LINEAGE_KINDS = [
  'source-column',
  'line',
  'item',
  'row-rule',
  'registry-field',
  'interface-parameter',
  'interface-field',
  'grant',
  'form-field',
  'material',
  'decision-input',
  'decision',
  'decision-output',
  'licence-field',
  'licence-watch',
  'measure',
  'indicator',
  'board',
  'scenario',
  'sample-column',
] as const;
export type LineageKind = (typeof LINEAGE_KINDS)[number];

/** `id` is `<kind>:<path>`; `owner` is what it belongs to: a resource, a registry, a matter. */
export type LineageNode = {
  readonly id: string;
  readonly kind: LineageKind;
  readonly title: LocalText;
  readonly owner: LocalText;
};

/** The definition that says so: a file of a pack, or a line made on the console. */
export type LineageDefinition = {
  readonly origin: 'pack' | 'console';
  readonly kind: string;
  readonly id: string;
  readonly pack?: string;
  readonly file?: string;
  readonly line?: number;
};

/**
 * `value`: the value flows on. `uses`: `to` cannot do without it. `holds`: `to` stands still until someone has looked when `from` goes.
 * `counts`: `to` only counts it. `tells`: samples and scenarios that name it.
 */
export type LineageEdge = {
  readonly from: string;
  readonly to: string;
  readonly how: 'value' | 'uses' | 'holds' | 'counts' | 'tells';
  readonly definition: LineageDefinition;
};

export type LineagePort = {
  /** All there is now, from the packs in use and the lines on the rail. */
  graph(): Promise<{ nodes: ReadonlyMap<string, LineageNode>; edges: readonly LineageEdge[] }>;
};
