import { pinyin } from 'pinyin-pro';
import { normaliseText } from '@platform/kernel';

/** How a text is typed by its sound: whole syllables and their first letters; what is not Chinese stays as it is. */
export type PinyinForms = { syllables: readonly string[]; full: string; initials: string };

/** Titles of items come back in every other resource. */
const MOST_KNOWN = 20_000;
const known = new Map<string, PinyinForms>();

/** The sounds of a text without tones, ü as v. */
export function pinyinForms(text: string): PinyinForms {
  const there = known.get(text);
  if (there) return there;
  const syllables = pinyin(normaliseText(text).toLowerCase(), {
    toneType: 'none',
    type: 'array',
    v: true,
    nonZh: 'consecutive',
  })
    .map((syllable) => syllable.replace(/[^a-z0-9]/g, ''))
    .filter((syllable) => syllable !== '');
  const forms = { syllables, full: syllables.join(''), initials: syllables.map((syllable) => syllable[0]).join('') };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, forms);
  return forms;
}

/** A name made of a title's sounds, for whoever gives none: words joined by `mark`, beginning with a letter, at most `most` characters. */
export function nameFromTitle(title: string, mark: '-' | '_', most: number): string {
  let name = '';
  for (const syllable of pinyinForms(title).syllables) {
    const next = name === '' ? syllable : `${name}${mark}${syllable}`;
    if (next.length > most) break;
    name = next;
  }
  return /^[a-z]/.test(name) ? name : `x${mark}${name || 'entry'}`.slice(0, most);
}
