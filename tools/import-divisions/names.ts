import type { LocalText } from '@platform/kernel';
import type { Division } from '@platform/packs';
import { pinyin } from 'pinyin-pro';

/** Endings of Chinese names and the English words for them, longest first. */
const ENDINGS: [ending: string, word: string][] = [
  ['街道', 'Subdistrict'],
  ['社区', 'Community'],
  ['区', 'District'],
  ['县', 'County'],
  ['市', 'City'],
  ['镇', 'Town'],
  ['乡', 'Township'],
  ['村', 'Village'],
];

/** Statistical names of villages are those of their committees; people call the place by the shorter name. */
const COMMITTEES: [ending: RegExp, place: string][] = [
  [/社区(居委会|居民委员会)$/, '社区'],
  [/村(委会|民委员会|村委会|村民委员会)$/, '村'],
];

/** The name in Chinese and, where the data have none, in English by pinyin: 海曙区, Haishu District. */
export function nameOf(chinese: string, level: Division['level']): LocalText {
  const zh = level === 'village' ? placeName(chinese) : chinese;
  const ending = ENDINGS.find(([end]) => zh.endsWith(end) && zh.length > end.length);
  if (!ending) return { zh, en: romanised(zh) };
  const stem = romanised(zh.slice(0, -ending[0].length));
  return { zh, en: level === 'city' && ending[0] === '市' ? stem : `${stem} ${ending[1]}` };
}

function placeName(committee: string): string {
  for (const [ending, place] of COMMITTEES) {
    if (ending.test(committee)) return committee.replace(ending, place);
  }
  return committee;
}

/** One capitalised word; an apostrophe where a syllable begins with a vowel (GB/T 16159), as in Xi'an. */
function romanised(chinese: string): string {
  const syllables = pinyin(chinese, { toneType: 'none', type: 'array', v: true });
  const word = syllables.reduce((all, next) => (all !== '' && /^[aeo]/.test(next) ? `${all}'${next}` : all + next), '');
  return word.charAt(0).toUpperCase() + word.slice(1);
}
