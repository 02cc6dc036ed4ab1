import { bigrams, normaliseText } from '@platform/kernel';

/** What a resource is found by: pairs of characters, and single ones for those who type only one. */
export function searchTerms(texts: readonly string[]): string[] {
  const terms = new Set<string>();
  for (const text of texts) {
    for (const pair of bigrams(text)) terms.add(pair);
    for (const character of normaliseText(text).toLowerCase()) if (character !== ' ') terms.add(character);
  }
  return [...terms];
}

/** What a query must find, all of it; undefined when it says nothing. */
export function queryTerms(query: string | undefined): string[] | undefined {
  const words = normaliseText(query ?? '')
    .split(' ')
    .filter(Boolean);
  const terms = [...new Set(words.flatMap(bigrams))];
  return terms.length > 0 ? terms : undefined;
}
