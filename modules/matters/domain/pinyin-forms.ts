import { pinyin } from 'pinyin-pro';
import { normaliseText } from '@platform/kernel';

/** How a text is typed by its sound: whole syllables and their first letters; what is not Chinese stays as it is. */
export type PinyinForms = { syllables: string[]; full: string; initials: string };

/** The sounds of a text without tones, ü as v. */
export function pinyinForms(text: string): PinyinForms {
  const syllables = pinyin(normaliseText(text).toLowerCase(), {
    toneType: 'none',
    type: 'array',
    v: true,
    nonZh: 'consecutive',
  })
    .map((syllable) => syllable.replace(/[^a-z0-9]/g, ''))
    .filter((syllable) => syllable !== '');
  return { syllables, full: syllables.join(''), initials: syllables.map((syllable) => syllable[0]).join('') };
}

/** An id made of a title's sounds: words joined by hyphens, beginning with a letter. */
export function idFromTitle(title: string, most = 40): string {
  let name = '';
  for (const syllable of pinyinForms(title).syllables) {
    const next = name === '' ? syllable : `${name}-${syllable}`;
    if (next.length > most) break;
    name = next;
  }
  return /^[a-z]/.test(name) ? name : `x-${name || 'matter'}`;
}
