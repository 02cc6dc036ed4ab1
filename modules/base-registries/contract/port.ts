import type { LocalText, Mask } from '@platform/kernel';
import type { ItemType } from '@modules/catalogue/contract';

/** Where the value of a field came from: the resource, its provider, and the load that last changed that row. */
export type RegistrySource = { resource: string; organisation: string; loadId: string; at: string };

/** A field of a record; values are text (dates `YYYY-MM-DD`). Without a value there is no source. */
export type RegistryValue = { value: string | null; source?: RegistrySource };

/** A record: every declared field is there, with or without a value. */
export type RegistryRecord = { key: string; fields: Record<string, RegistryValue> };

export type RegistryFieldDefinition = {
  readonly name: string;
  readonly title: LocalText;
  readonly type: ItemType;
  /** In order of precedence. */
  readonly from: readonly { readonly resource: string; readonly item: string }[];
  readonly personal?: boolean;
  readonly grade?: number;
  readonly mask?: Mask;
  readonly codeTable?: string;
};

export type RegistryDefinition = {
  readonly id: string;
  readonly title: LocalText;
  readonly kind: 'population' | 'legal-entity' | 'other';
  readonly key: string;
  readonly keyType: 'citizen-id' | 'credit-code' | 'text';
  readonly fields: readonly RegistryFieldDefinition[];
  readonly watch: readonly string[];
};

/** A transaction of the caller's module, as `@platform/database` gives it: only reading is asked of it. */
export type ReadTransaction = {
  rows<R extends object>(statement: {
    readonly parts: readonly string[];
    readonly values: readonly unknown[];
  }): Promise<R[]>;
};

/** The base registries (基础库). Records in the clear: callers record the read and mask what they pass on. */
export type BaseRegistriesPort = {
  /** @throws base-registries.unknown-registry */
  definition(id: string): RegistryDefinition;
  /** Records that at least one source has. */
  count(id: string): Promise<number>;
  /** In `tx` when its module is granted the registry's view (`interfaces` is), else in a read transaction of its own. */
  find(tx: ReadTransaction | undefined, registry: string, key: string): Promise<RegistryRecord | undefined>;
  /** The records there are, by key, with all fields or only these; at most 1,000 keys at once. In `tx` or a transaction of its own, as {@link find}. */
  findMany(
    registry: string,
    keys: readonly string[],
    tx?: ReadTransaction,
    fields?: readonly string[],
  ): Promise<Map<string, RegistryRecord>>;
};
