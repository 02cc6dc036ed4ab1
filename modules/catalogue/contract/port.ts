import type { LocalText, Mask } from '@platform/kernel';

/** The types a value of the catalogue may have. `number` is exact, of any scale; `timestamp` is a date and time of day as read in Shanghai. */
export type ItemType =
  | 'text'
  | 'date'
  | 'integer'
  | 'code'
  | 'citizen-id'
  | 'credit-code'
  | 'boolean'
  | 'number'
  | 'timestamp';

/** One item (信息项) of a resource. `personal` counts as true until a pack says otherwise. */
export type ItemDefinition = {
  readonly name: string;
  readonly title: LocalText;
  readonly type: ItemType;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly codeTable?: string;
  readonly grade?: number;
  readonly personal?: boolean;
  readonly mask?: Mask;
};

/** A rule over one row, by name (GB/T 36344 consistency). */
export type RowRuleDefinition = {
  readonly id: string;
  readonly rule: 'birth-date-matches-citizen-id' | 'sex-matches-citizen-id' | 'date-order';
  readonly items: readonly string[];
};

/** A catalogue entry (目录). `key` names the items that tell one row from another. */
export type ResourceDefinition = {
  readonly id: string;
  readonly title: LocalText;
  readonly summary: LocalText;
  /** Organisation that provides it. */
  readonly provider: string;
  readonly class: { readonly category: 'base' | 'theme' | 'department'; readonly theme?: LocalText };
  readonly shareType: 'unconditional' | 'conditional' | 'none';
  readonly shareCondition?: LocalText;
  readonly shareBasis?: LocalText;
  readonly openAttribute: 'open' | 'conditional' | 'closed';
  readonly updateCycle: 'realtime' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'yearly' | 'irregular';
  readonly grade: number;
  readonly key: readonly string[];
  readonly items: readonly ItemDefinition[];
  readonly rowRules?: readonly RowRuleDefinition[];
};

/** A resource with the version in use: the SHA-256 of its definition. */
export type CataloguedResource = ResourceDefinition & { readonly version: string };

/** Resources of the packs in use, with the items that were added to them. All answers come from memory. */
export type CataloguePort = {
  /** @throws catalogue.unknown-resource */
  resource(id: string): CataloguedResource;
  find(id: string): CataloguedResource | undefined;
  resources(): readonly CataloguedResource[];
};

/** An item that someone catalogues, with who did. */
export type AddItem<Actor> = {
  readonly resource: string;
  readonly item: ItemDefinition;
  readonly actor: Actor;
  readonly trace: string;
};

/** The catalogue for those who extend it, or must know at once that another process did. */
export type CatalogueWriter<Actor> = CataloguePort & {
  /**
   * Adds an item to a resource beside its pack's definition, and the column to its raw table. Added again as it is, nothing changes.
   * In a transaction of its own: call it before what relies on it.
   * @throws catalogue.unknown-resource, catalogue.item-there when the name is taken by another definition, catalogue.bad-item
   */
  addItem(add: AddItem<Actor>): Promise<CataloguedResource>;
  /** Reads what other processes added. */
  refresh(): Promise<void>;
};
