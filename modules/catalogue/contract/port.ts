import type { LocalText, Mask, PlainDate } from '@platform/kernel';

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
  /** The data element (数据元) it follows, by number or name of its standard. */
  readonly element?: string;
  readonly dataClass?: DataClass;
};

/** Class of data (数据分类), beside the grade. */
export type DataClass =
  | 'identity'
  | 'contact'
  | 'health'
  | 'property'
  | 'location'
  | 'person'
  | 'firm'
  | 'public'
  | 'other';

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
  /** National code of the 2017 guide (类/项/目/细目, then /serial), kept as an alias. */
  readonly code?: string;
  /** Everyday words it is found by. */
  readonly aliases?: readonly string[];
  /** The duty it comes from and the system it lies in (职责、系统、数据 lists). */
  readonly duty?: LocalText;
  readonly system?: LocalText;
  readonly format?: 'database' | 'spreadsheet' | 'document' | 'image' | 'geodata' | 'stream';
  readonly shareType: 'unconditional' | 'conditional' | 'none';
  /** Present when `shareType` is conditional. */
  readonly shareCondition?: LocalText;
  /** Present when `shareType` is none: the law. */
  readonly shareBasis?: LocalText;
  /** Ways in which it is given; all when absent. */
  readonly shareModes?: readonly ('interface' | 'subscription' | 'file' | 'sandbox')[];
  readonly openAttribute: 'open' | 'conditional' | 'closed';
  readonly openCondition?: LocalText;
  /** In the responsibility list (责任清单): to be supplied by this day. */
  readonly responsibility?: { readonly dueOn: PlainDate; readonly basis?: LocalText };
  readonly updateCycle: 'realtime' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'yearly' | 'irregular';
  readonly grade: number;
  readonly key: readonly string[];
  readonly items: readonly ItemDefinition[];
  readonly rowRules?: readonly RowRuleDefinition[];
};

/** An entry that another node published to this one. It stands beside one’s own and is never taken for one. */
export type EntryOfNode = {
  readonly nodeId: string;
  readonly nodeName: LocalText;
  readonly level: 'above' | 'below';
  /** The office there that provides it; absent where the node did not tell. */
  readonly providerName?: LocalText;
  readonly definition: ResourceDefinition;
  readonly version: string;
  readonly interfaces: readonly { readonly id: string; readonly title: LocalText }[];
  readonly withdrawn: boolean;
};

/** A resource with the version in use: the SHA-256 of its definition. */
export type CataloguedResource = ResourceDefinition & {
  readonly version: string;
  /** Where it was first defined; absent counts as `pack`. A pack's resource may have been revised on the console since. */
  readonly origin?: 'pack' | 'console' | 'node';
  /** When the version in use was published on the console (ISO); absent while a pack's definition stands as it is. */
  readonly publishedAt?: string;
};

/** Published resources: those of the packs in use and those compiled on the console, with the items added to them. All answers come from memory. */
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

/** What became of a resource since a day. */
export type ResourceUse = {
  /** Answered calls of interfaces over it. */
  readonly calls: number;
  /** Subscriptions to its changes that are in use. */
  readonly subscriptions: number;
  /** Requests for it (共享申请). */
  readonly requests: number;
  /** The newest of all these. */
  readonly lastAt?: Date;
  /** Organisations that used it, by id. */
  readonly consumers?: readonly string[];
};

/** Told by modules further down: only asked once all are made. Resources that nobody used may be left out. */
export type UsageOf = (since: Date) => Promise<ReadonlyMap<string, ResourceUse>>;
