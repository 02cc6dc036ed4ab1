import type { Organisation, OrganisationsPort } from '@modules/organisations/contract';
import type { PackSet } from '@platform/packs';

/** Organisations of packs for this module's tests, without the module that owns them. */
export function fakeOrganisations(packs: PackSet): OrganisationsPort {
  const all: Organisation[] = packs.all('organisations').map(({ value }) => value);
  const find = (id: string): Organisation | undefined => all.find((one) => one.id === id);
  return {
    find,
    all: () => all,
    get(id) {
      const found = find(id);
      if (!found) throw new Error(`No organisation ${id}`);
      return found;
    },
    subtree: (id) => [id, ...all.filter((one) => one.parent === id).map((one) => one.id)],
    division: () => undefined,
    divisionPath: (code) => ({ zh: code, en: code }),
    children: () => [],
  };
}
