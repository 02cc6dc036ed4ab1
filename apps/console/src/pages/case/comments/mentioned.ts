/** Somebody who may be named, with the words that stand behind the @. */
export type Nameable = { account: string; words: string };

/** Words to name each by: the name, with the office where two bear it. */
export function nameables(readers: readonly { account: string; name: string; office: string }[]): Nameable[] {
  return readers.map(({ account, name, office }) => ({
    account,
    words: readers.some((other) => other.account !== account && other.name === name) ? `${name}（${office}）` : name,
  }));
}

/** Accounts of those whose words stand behind an @ in a text; who is 王芳芳 is not 王芳. */
export function mentionedIn(text: string, people: readonly Nameable[]): string[] {
  let rest = text;
  const found: string[] = [];
  for (const { account, words } of people.toSorted((a, b) => b.words.length - a.words.length)) {
    if (!rest.includes(`@${words}`)) continue;
    found.push(account);
    rest = rest.replaceAll(`@${words}`, '');
  }
  return found;
}
