import { maskValue, type LocalText, type Mask } from '@platform/kernel';
import { hmacSm3 } from '@platform/crypto';
import type { FieldType, FieldValues } from '@platform/rail';
import type { ItemDefinition, ResourceDefinition } from '@modules/catalogue/contract';

/** What a subscription was granted of a line. */
export type LineGrant = { readonly grade: number; readonly items: readonly string[] };

export type VisibleItem = {
  readonly name: string;
  readonly title: LocalText;
  readonly type: FieldType;
  readonly grade: number;
  readonly personal: boolean;
  readonly how: 'open' | 'masked' | 'left-out';
  readonly mask: Mask;
};

/** The field whose value stands for the key where the key's items do not all leave whole. */
const PSEUDONYM = '_key';

const TYPES: Readonly<Record<ItemDefinition['type'], FieldType>> = {
  text: 'text',
  code: 'text',
  'citizen-id': 'text',
  'credit-code': 'text',
  date: 'date',
  integer: 'integer',
  boolean: 'boolean',
  number: 'number',
  timestamp: 'timestamp',
};

/**
 * How each item leaves: not at all above the granted grade (an item without one has its resource's); personal ones, and everything is until the
 * catalogue says otherwise, whole only where the grant names them, else masked, else not at all.
 */
export function visibleItems(resource: Pick<ResourceDefinition, 'items' | 'grade'>, grant: LineGrant): VisibleItem[] {
  return resource.items.map((item) => {
    const grade = item.grade ?? resource.grade;
    const personal = item.personal ?? true;
    const mask = item.mask ?? 'none';
    const how =
      grade > grant.grade
        ? 'left-out'
        : !personal || grant.items.includes(item.name)
          ? 'open'
          : mask === 'none'
            ? 'left-out'
            : 'masked';
    return {
      name: item.name,
      title: item.title,
      type: how === 'masked' ? 'text' : TYPES[item.type],
      grade,
      personal,
      how,
      mask,
    };
  });
}

/** What changes of a line look like to a subscription. */
export type Outlook = {
  readonly items: readonly VisibleItem[];
  readonly key: readonly string[];
  /** The key's items all leave whole, so they tell rows apart. */
  readonly wholeKey: boolean;
  /** Something of a person leaves, whole or masked. */
  readonly personal: boolean;
  readonly types: Readonly<Record<string, FieldType>>;
};

export function outlookOf(resource: Pick<ResourceDefinition, 'items' | 'grade' | 'key'>, grant: LineGrant): Outlook {
  const items = visibleItems(resource, grant).filter((item) => item.how !== 'left-out');
  const open = new Set(items.filter((item) => item.how === 'open').map((item) => item.name));
  return {
    items,
    key: resource.key,
    wholeKey: resource.key.every((name) => open.has(name)),
    personal: items.some((item) => item.personal),
    types: Object.fromEntries(items.map((item) => [item.name, item.type])),
  };
}

/** Stands for a key to one subscription alone: equal keys give equal text, and nobody without the secret can try keys. */
export function pseudonymOf(key: FieldValues, names: readonly string[], secret: Uint8Array): string {
  return hmacSm3(secret, JSON.stringify(names.map((name) => key[name] ?? null)))
    .toString('hex')
    .slice(0, 32);
}

export type RawChange = {
  readonly op: 'c' | 'u' | 'd' | 'r' | 't';
  readonly key: FieldValues | null;
  readonly before: FieldValues | null;
  readonly after: FieldValues | null;
};
export type ShownChange = {
  readonly key: FieldValues | null;
  readonly before: FieldValues | null;
  readonly after: FieldValues | null;
};

/** The change as the subscription may see it; undefined when nothing that it sees changed. */
export function shownChange(change: RawChange, outlook: Outlook, secret: Uint8Array): ShownChange | undefined {
  if (change.op === 't') return { key: null, before: null, after: null };
  const name = change.key && !outlook.wholeKey ? pseudonymOf(change.key, outlook.key, secret) : undefined;
  const show = (values: FieldValues | null): FieldValues | null => {
    if (values === null) return null;
    const shown: Record<string, string | null> = name === undefined ? {} : { [PSEUDONYM]: name };
    for (const item of outlook.items) {
      const value = values[item.name];
      // What is not told stays untold.
      if (value === undefined) continue;
      shown[item.name] = value === null || item.how === 'open' ? value : maskValue(value, item.mask);
    }
    return shown;
  };
  const key = change.key === null ? null : name === undefined ? pick(change.key, outlook.key) : { [PSEUDONYM]: name };
  // Of a deletion at least the key is known; readers want a row before it.
  const before = show(change.op === 'd' ? (change.before ?? change.key) : change.before);
  const after = show(change.after);
  if (change.op === 'u' && before !== null && after !== null && same(before, after)) return undefined;
  return { key, before, after };
}

function pick(values: FieldValues, names: readonly string[]): FieldValues {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}

function same(left: FieldValues, right: FieldValues): boolean {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) => left[name] === right[name]);
}
