import { bigrams, normaliseText } from '@platform/kernel';
import type { Matter } from '../contract/index.ts';
import { editDistance, errorsAllowed } from './edit-distance.ts';
import { pinyinForms, type PinyinForms } from './pinyin-forms.ts';

/** One phrase under which a matter is found. Titles weigh most, summaries least. */
type Phrase = {
  text: string;
  plain: string;
  weight: number;
  chinese: boolean;
  sounds: PinyinForms | undefined;
  words: string[];
  pairs: Set<string>;
};

export type MatterIndex = { matter: Matter; phrases: Phrase[] }[];

export type MatterHit = { matter: Matter; score: number /** The phrase that was hit. */; matched: string };

/** Prepares matters for searching; hundreds of them fit in memory. */
export function indexMatters(matters: readonly Matter[]): MatterIndex {
  return matters.map((matter) => ({
    matter,
    phrases: [
      phrase(matter.title.zh, 1),
      phrase(matter.title.en, 1),
      ...matter.keywords.zh.map((word) => phrase(word, 0.85)),
      ...matter.keywords.en.map((word) => phrase(word, 0.85)),
      phrase(matter.summary.zh, 0.4),
      phrase(matter.summary.en, 0.4),
    ],
  }));
}

/**
 * Matters for what a person typed: a piece of the name, an everyday word, pinyin or its first letters, English, with small
 * typing errors; the best first. Every word of the query has to be found. An empty query finds nothing.
 */
export function searchMatters(index: MatterIndex, query: string): MatterHit[] {
  const words = normaliseText(query)
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, 8);
  if (words.length === 0) return [];
  const whole = words.join('');
  const hits: MatterHit[] = [];
  for (const { matter, phrases } of index) {
    const together = best(phrases, whole);
    const apart = words.length === 1 ? together : allWords(phrases, words);
    const found = together.score >= apart.score ? together : apart;
    if (found.score > 0) hits.push({ matter, score: found.score, matched: found.matched });
  }
  return hits.sort((a, b) => b.score - a.score || a.matter.title.zh.length - b.matter.title.zh.length);
}

type Found = { score: number; matched: string };

function allWords(phrases: readonly Phrase[], words: readonly string[]): Found {
  const each = words.map((word) => best(phrases, word));
  if (each.some(({ score }) => score === 0)) return { score: 0, matched: '' };
  const top = each.reduce((a, b) => (b.score > a.score ? b : a));
  return { score: each.reduce((sum, { score }) => sum + score, 0) / each.length, matched: top.matched };
}

function best(phrases: readonly Phrase[], word: string): Found {
  let top: Found = { score: 0, matched: '' };
  for (const one of phrases) {
    const score = likeness(one, word) * one.weight;
    if (score > top.score) top = { score, matched: one.text };
  }
  return top;
}

/** 100 for the very phrase down to 0 for nothing in common. */
function likeness(phrase: Phrase, word: string): number {
  if (phrase.plain === word) return 100;
  if (phrase.plain.startsWith(word)) return 90;
  const latin = /^[a-z0-9]+$/.test(word);
  if (!latin || !phrase.chinese) {
    if (latin ? phrase.words.some((one) => one.startsWith(word)) : phrase.plain.includes(word)) return 80;
  }
  // A whole sentence typed into the box: 我想办老人卡.
  if (phrase.chinese && phrase.plain.length >= 2 && word.includes(phrase.plain)) return 65;
  if (latin) return Math.max(bySound(phrase, word), byEnglishTypo(phrase, word));
  return Math.max(bySharedPairs(phrase, word), byHomophones(phrase, word), byWrongCharacter(phrase, word));
}

function bySound({ sounds }: Phrase, word: string): number {
  if (!sounds || word.length < 2) return 0;
  if (sounds.full === word) return 75;
  if (sounds.initials === word) return 70;
  let start = 0;
  for (const syllable of sounds.syllables) {
    if (sounds.full.startsWith(word, start)) return start === 0 ? 68 : 62;
    start += syllable.length;
  }
  if (sounds.initials.includes(word)) return 55;
  const errors = errorsAllowed(word.length);
  if (errors === 0) return 0;
  // Near some run of whole syllables: laonianrenzhen for laonianrenzheng.
  let nearest = errors + 1;
  for (let from = 0; from < sounds.syllables.length; from += 1) {
    let run = '';
    for (let to = from; to < sounds.syllables.length && run.length <= word.length + errors; to += 1) {
      run += sounds.syllables[to];
      if (Math.abs(run.length - word.length) <= errors) nearest = Math.min(nearest, editDistance(run, word, errors));
    }
  }
  return nearest > errors ? 0 : 48 - 6 * nearest;
}

function byEnglishTypo(phrase: Phrase, word: string): number {
  if (phrase.chinese) return 0;
  const errors = errorsAllowed(word.length);
  let nearest = errors + 1;
  for (const one of phrase.words) nearest = Math.min(nearest, editDistance(one, word, errors));
  return nearest > errors ? 0 : 50 - 8 * nearest;
}

function bySharedPairs(phrase: Phrase, word: string): number {
  const pairs = bigrams(word);
  if (!phrase.chinese || word.length < 2) return 0;
  const shared = pairs.filter((pair) => phrase.pairs.has(pair)).length;
  const share = shared / pairs.length;
  // Half of a longer wording; of a short one, one pair of two could be chance, but people see the best first.
  return share >= 0.4 ? 25 + 30 * share : 0;
}

/** One wrong character in a word of three or more: 优惠证 for 优待证. */
function byWrongCharacter({ chinese, plain }: Phrase, word: string): number {
  const length = [...word].length;
  if (!chinese || length < 3) return 0;
  const characters = [...plain];
  for (let from = 0; from + length <= characters.length; from += 1) {
    if (editDistance(characters.slice(from, from + length).join(''), word, 1) <= 1) return 34;
  }
  return 0;
}

/** The right sound written with a wrong character, as input methods do. */
function byHomophones({ chinese, sounds }: Phrase, word: string): number {
  if (!chinese || !sounds || word.length < 2) return 0;
  const { full, syllables } = pinyinForms(word);
  if (syllables.length < 2) return 0;
  return sounds.full.includes(full) ? 46 : 0;
}

function phrase(text: string, weight: number): Phrase {
  const plain = normaliseText(text).toLowerCase();
  const chinese = /\p{Script=Han}/u.test(plain);
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return {
    text,
    plain: plain.replaceAll(' ', ''),
    weight,
    chinese,
    sounds: chinese ? pinyinForms(plain) : undefined,
    words,
    pairs: new Set(bigrams(plain)),
  };
}
