import { normaliseText, type LocalText } from '@platform/kernel';
import type { CataloguedResource } from '../contract/index.ts';
import { pinyinForms } from './pinyin.ts';

/** A resource as people look for it: words in the order in which a find counts, and how they sound. */
type Haystack = { title: string; names: string; items: string; rest: string; sounds?: Sounds };
type Sounds = { full: readonly string[]; initials: readonly string[] };
type Names = (resource: CataloguedResource) => readonly LocalText[];

export type CatalogueSearch = {
  /**
   * Ids of the resources that hold every word of the query, best first: in the title, its codes and names, the provider's name, an item, anywhere.
   * Latin words may be the sound of a title, a provider or an item, whole or by initials. All, by title, when the query says nothing.
   */
  find(query: string | undefined): CataloguedResource[];
};

const join = (texts: readonly (string | undefined)[]): string =>
  normaliseText(texts.filter(Boolean).join(' | ')).toLowerCase();
const both = (texts: readonly LocalText[]): string[] => texts.flatMap(({ zh, en }) => [zh, en]);

/** Searching in memory: each resource's words are put together once a version. */
export function searchCatalogue(all: () => readonly CataloguedResource[], names: Names): CatalogueSearch {
  const known = new WeakMap<CataloguedResource, Haystack>();
  const haystack = (resource: CataloguedResource): Haystack => {
    let hay = known.get(resource);
    if (!hay) {
      const { id, title, summary, code, aliases = [], items, class: kind, duty, system } = resource;
      hay = {
        title: join(both([title])),
        names: join([id, id.replaceAll('-', ' '), code, code?.replace('/', ''), ...aliases]),
        items: join(items.flatMap((item) => [item.title.zh, item.title.en, item.name, item.element])),
        rest: join([
          ...both([...names(resource), summary]),
          ...both([kind.theme, duty, system].filter((text) => text !== undefined)),
        ]),
      };
      known.set(resource, hay);
    }
    return hay;
  };
  const soundsOf = (resource: CataloguedResource, hay: Haystack): Sounds => {
    hay.sounds ??= ((texts: string[]) => {
      const forms = texts.map(pinyinForms);
      return { full: forms.map((form) => form.full), initials: forms.map((form) => form.initials) };
    })([
      resource.title.zh,
      ...(resource.aliases ?? []),
      ...names(resource).map(({ zh }) => zh),
      ...resource.items.map((item) => item.title.zh),
    ]);
    return hay.sounds;
  };

  /** Lower is better; undefined when the word is not there. */
  const rankOf = (resource: CataloguedResource, word: string): number | undefined => {
    const hay = haystack(resource);
    if (hay.title.startsWith(word)) return 0;
    if (hay.title.includes(word)) return 1;
    if (hay.names.includes(word)) return 2;
    if (hay.items.includes(word)) return 4;
    if (hay.rest.includes(word)) return 5;
    if (!/^[a-z0-9]{2,}$/.test(word)) return undefined;
    const { full, initials } = soundsOf(resource, hay);
    if ([full[0], initials[0]].some((sound) => sound?.startsWith(word))) return 3;
    return initials.some((sound) => sound.includes(word)) || full.some((sound) => sound.includes(word)) ? 6 : undefined;
  };

  return {
    find(query) {
      const words = normaliseText(query ?? '')
        .toLowerCase()
        .split(' ')
        .filter(Boolean);
      const found: { resource: CataloguedResource; rank: number }[] = [];
      for (const resource of all()) {
        let rank = 0;
        const there = words.every((word) => {
          const one = rankOf(resource, word);
          rank = Math.max(rank, one ?? 0);
          return one !== undefined;
        });
        if (there) found.push({ resource, rank });
      }
      return found
        .sort((a, b) => a.rank - b.rank || (a.resource.id < b.resource.id ? -1 : 1))
        .map(({ resource }) => resource);
    },
  };
}
