import type { LocalText } from '@platform/kernel';

/** One thing that changed between two versions, in a sentence. */
export type Said = LocalText;

const NOTHING: LocalText = { zh: '无', en: 'none' };

/** A text for people, whatever it was given as: both languages, or one for both. */
export function textOf(value: unknown): LocalText {
  if (value === undefined || value === null || value === '') return NOTHING;
  if (typeof value === 'boolean') return value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
  if (typeof value === 'string' || typeof value === 'number') return { zh: String(value), en: String(value) };
  if (isText(value)) return { zh: value.zh, en: value.en || value.zh };
  if (Array.isArray(value)) return joined(value.map(textOf));
  return joined(
    Object.entries(value).map(([key, inner]) => {
      const { zh, en } = textOf(inner);
      return { zh: `${key} ${zh}`, en: `${key} ${en}` };
    }),
  );
}

export const joined = (texts: readonly LocalText[]): LocalText =>
  texts.length === 0 ? NOTHING : { zh: texts.map(({ zh }) => zh).join('、'), en: texts.map(({ en }) => en).join(', ') };

export function isText(value: unknown): value is LocalText {
  return typeof value === 'object' && value !== null && typeof (value as LocalText).zh === 'string';
}

export const quoted = ({ zh, en }: LocalText): LocalText => ({ zh: `“${zh}”`, en: `“${en}”` });

/** “A” becomes “B”; where only one language changed, both say so. */
export function becomes(what: LocalText, before: LocalText, after: LocalText): Said {
  const zh =
    before.zh === after.zh
      ? `${what.zh}“${before.zh}”的英文由“${before.en}”改为“${after.en}”`
      : `${what.zh}由“${before.zh}”改为“${after.zh}”`;
  const en =
    before.en === after.en
      ? `${what.en} “${before.en}”: in Chinese “${before.zh}” becomes “${after.zh}”`
      : `${what.en}: “${before.en}” becomes “${after.en}”`;
  return { zh, en: begun(en) };
}

export const added = (what: LocalText, which: LocalText): Said => ({
  zh: `新增${what.zh}“${which.zh}”`,
  en: `New ${what.en}: “${which.en}”`,
});

export const removed = (what: LocalText, which: LocalText): Said => ({
  zh: `取消${what.zh}“${which.zh}”`,
  en: `No more ${what.en}: “${which.en}”`,
});

/** The same of a list that has a name of its own. */
export const addedTo = (list: LocalText, which: LocalText): Said => ({
  zh: `新增${list.zh}“${which.zh}”`,
  en: `Added to ${list.en}: “${which.en}”`,
});

export const removedFrom = (list: LocalText, which: LocalText): Said => ({
  zh: `取消${list.zh}“${which.zh}”`,
  en: `Removed from ${list.en}: “${which.en}”`,
});

const begun = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
