import { formatYuan, type LocalText } from '@platform/kernel';
import type { MatterLimit } from '../contract/index.ts';
import { differences } from '../domain/diff.ts';
import { ELEMENTS, FIELDS, VALUES } from './element-names.ts';
import { addedTo, becomes, isText, joined, quoted, removedFrom, textOf, type Said } from './say.ts';

type Plain = Readonly<Record<string, unknown>>;
export type NameOf = (organisation: string) => LocalText;

/** What changed in the elements of a matter, each in a sentence. */
export function sayElements(before: Plain, after: Plain, nameOf: NameOf): Said[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const [old, now] = [before[key], after[key]];
    if (differences(old, now).length === 0) return [];
    const what = ELEMENTS[key] ?? textOf(key);
    if (key === 'limits') return sayLimits(old, now);
    if (key === 'visits') return sayFields(what, old, now, nameOf);
    if (Array.isArray(old ?? now)) return sayList(what, asList(old), asList(now), nameOf);
    if (isRecord(old) && isRecord(now) && !isText(old)) return sayFields(what, old, now, nameOf);
    return [becomes(what, valueText(key, old, nameOf), valueText(key, now, nameOf))];
  });
}

function sayLimits(before: unknown, after: unknown): Said[] {
  const [old, now] = [before, after] as [Record<string, MatterLimit> | undefined, Record<string, MatterLimit>];
  return (['promise', 'statutory'] as const).flatMap((which) => {
    const [was, is] = [old?.[which], now?.[which]];
    if (was?.days === is?.days && was?.unit === is?.unit) return [];
    return [becomes(FIELDS[which] as LocalText, limitText(was), limitText(is))];
  });
}

function limitText(limit: MatterLimit | undefined): LocalText {
  if (!limit) return textOf(undefined);
  if (limit.days === 0) return { zh: '当场', en: 'at once' };
  const unit = VALUES[limit.unit] as LocalText;
  return { zh: `${limit.days} ${unit.zh}`, en: `${limit.days} ${unit.en}` };
}

/** Entries of a list by what tells them apart for people. */
function sayList(what: LocalText, before: readonly unknown[], after: readonly unknown[], nameOf: NameOf): Said[] {
  const [old, now] = [keyed(before), keyed(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    if (was === undefined) return [addedTo(what, labelOf(is, nameOf))];
    if (is === undefined) return [removedFrom(what, labelOf(was, nameOf))];
    if (differences(was, is).length === 0) return [];
    const { zh, en } = quoted(labelOf(is, nameOf));
    return sayFields({ zh: `${what.zh}${zh}`, en: `${what.en} ${en}` }, was, is, nameOf);
  });
}

/** What changed inside one element or entry; what is not told by its own word is told as a change. */
function sayFields(what: LocalText, before: unknown, after: unknown, nameOf: NameOf): Said[] {
  return differences(before ?? {}, after ?? {}).map(({ path, before: old, after: now }) => {
    const field = path
      .filter((step) => !step.startsWith('#') && step !== 'count')
      .map((step) => FIELDS[step] ?? textOf(step));
    const last = path.at(-1) ?? '';
    const named = {
      zh: [what.zh, ...field.map(({ zh }) => zh)].join('的'),
      en: [what.en, ...field.map(({ en }) => en)].join(', '),
    };
    return becomes(named, valueText(last, old, nameOf), valueText(last, now, nameOf));
  });
}

function valueText(key: string, value: unknown, nameOf: NameOf): LocalText {
  if (key === 'fen' && typeof value === 'number') return textOf(formatYuan(BigInt(value)));
  if (typeof value === 'string' && (key === 'organisation' || key === 'routeTo')) return nameOf(value);
  if (Array.isArray(value)) return joined(value.map((one) => valueText(key, one, nameOf)));
  return typeof value === 'string' ? (VALUES[value] ?? textOf(value)) : textOf(value);
}

function labelOf(entry: unknown, nameOf: NameOf): LocalText {
  if (!isRecord(entry) || isText(entry))
    return typeof entry === 'string' ? (VALUES[entry] ?? nameOf(entry)) : textOf(entry);
  const label = entry['title'] ?? entry['name'] ?? entry['question'] ?? entry['interface'] ?? entry['id'];
  return label === undefined ? textOf(entry) : textOf(label);
}

function keyed(list: readonly unknown[]): Map<string, unknown> {
  return new Map(
    list.map((entry) => {
      const key = isRecord(entry)
        ? (entry['id'] ?? entry['serial'] ?? entry['interface'] ?? labelOf(entry, textOf).zh)
        : entry;
      return [String(key), entry];
    }),
  );
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
