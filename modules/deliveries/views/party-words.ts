import type { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import type { PartyWords } from '../domain/notice.ts';

export function organisationName(deps: Pick<Own, 'organisations'>, id: string): LocalText {
  return deps.organisations.find(id)?.name ?? { zh: id, en: id };
}

/** Title of an application of the packs in use; its id for one that no pack has. */
export function applicationTitle(deps: Pick<Own, 'packs'>, id: string): LocalText {
  return deps.packs.all('applications').find(({ value }) => value.id === id)?.value.title ?? { zh: id, en: id };
}

export function partyWords(
  deps: Pick<Own, 'organisations' | 'packs'>,
  one: { consumer: string; application: string; providers: readonly string[] },
): PartyWords {
  const providers = one.providers.map((id) => organisationName(deps, id));
  return {
    consumer: organisationName(deps, one.consumer),
    application: applicationTitle(deps, one.application),
    providers: { zh: providers.map(({ zh }) => zh).join('、'), en: providers.map(({ en }) => en).join(', ') },
  };
}

/** What a code of a table stands for. */
export function codeName(
  deps: Pick<Own, 'packs'>,
  codeTable: string | undefined,
  value: string,
): LocalText | undefined {
  if (codeTable === undefined) return undefined;
  return deps.packs.find('standards', codeTable)?.value.codes.find(({ code }) => code === value)?.name;
}
