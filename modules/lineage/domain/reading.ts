import type { DecisionModel } from '@platform/decisions';
import type { PackDefinition, PackDefinitions, PackKind, PackSet } from '@platform/packs';
import type { LineFacts } from '@modules/exchange/contract';
import type { LineageDefinition } from '../contract/index.ts';
import { idOf, type GraphBuilder } from './graph.ts';

/** What a reader of one kind of definition works with. */
export type Reading = {
  readonly packs: PackSet;
  readonly lines: readonly LineFacts[];
  /** The decision file of each matter, parsed. */
  readonly models: ReadonlyMap<string, DecisionModel>;
  readonly graph: GraphBuilder;
};

export type Reader<K extends PackKind> = (
  reading: Reading,
  value: PackDefinitions[K],
  definition: LineageDefinition,
  whole: PackDefinition<K>,
) => void;

export const itemId = (resource: string, item: string): string => idOf('item', `${resource}.${item}`);
export const fieldId = (registry: string, field: string): string => idOf('registry-field', `${registry}.${field}`);
