import type { LocalText } from '@platform/kernel';
import type { PackDefinition } from '@platform/packs';
import type { Division, Organisation, OrganisationsPort } from '../contract/index.ts';
import { organisationsErrors } from './errors.ts';
import { childrenOf, subtreeOf, treeFault, type Node } from './tree.ts';

const LEVELS: readonly Division['level'][] = ['city', 'district', 'street', 'village'];

/** Where a definition stands, for the errors below. */
type Placed<T> = Pick<PackDefinition, 'file' | 'line'> & { value: T };

/**
 * Builds the port from the definitions of packs.
 * @throws organisations.unknown-parent, .circle, .division-missing, .level-order, each with file and line
 */
export function buildPlaces(
  divisions: readonly Placed<Division>[],
  organisations: readonly Placed<Organisation>[],
): OrganisationsPort {
  const divisionNodes = divisions.map(({ value }) => ({ id: value.code, parent: value.parent }));
  const organisationNodes = organisations.map(({ value }) => ({ id: value.id, parent: value.parent }));
  refuseBrokenTree(divisionNodes, (id) => divisions.find(({ value }) => value.code === id));
  refuseBrokenTree(organisationNodes, (id) => organisations.find(({ value }) => value.id === id));

  const byCode = new Map(divisions.map(({ value }) => [value.code, value]));
  const byId = new Map(organisations.map(({ value }) => [value.id, value]));
  for (const { value, file, line } of divisions) {
    const above = value.parent === undefined ? undefined : byCode.get(value.parent);
    if (above && LEVELS.indexOf(above.level) >= LEVELS.indexOf(value.level)) {
      throw organisationsErrors.levelOrder({ file, line, id: value.code, parent: above.code });
    }
  }
  for (const { value, file, line } of organisations) {
    if (!byCode.has(value.division)) {
      throw organisationsErrors.divisionMissing({ file, line, id: value.id, code: value.division });
    }
  }

  const divisionsBelow = childrenOf(divisionNodes);
  const organisationsBelow = childrenOf(organisationNodes);
  const all = Object.freeze(organisations.map(({ value }) => value));
  return {
    get(id) {
      const found = byId.get(id);
      if (!found) throw organisationsErrors.unknownOrganisation({ id });
      return found;
    },
    find: (id) => byId.get(id),
    all: () => all,
    subtree: (id) => (byId.has(id) ? subtreeOf(organisationsBelow, id) : []),
    division: (code) => byCode.get(code),
    divisionPath: (code) => pathOf(byCode, code),
    children: (code) => (divisionsBelow.get(code) ?? []).map((child) => byCode.get(child) as Division),
  };
}

/** Chinese names go from the large to the small without a break, English ones from the small to the large. */
function pathOf(byCode: ReadonlyMap<string, Division>, code: string): LocalText {
  const names: LocalText[] = [];
  for (let at = byCode.get(code); at; at = at.parent === undefined ? undefined : byCode.get(at.parent))
    names.push(at.name);
  if (names.length === 0) return { zh: code, en: code };
  return {
    zh: names
      .map((name) => name.zh)
      .reverse()
      .join(''),
    en: names.map((name) => name.en).join(', '),
  };
}

function refuseBrokenTree(nodes: readonly Node[], placeOf: (id: string) => Placed<unknown> | undefined): void {
  const fault = treeFault(nodes);
  if (!fault) return;
  const place = placeOf(fault.node.id);
  const where = { file: place?.file, line: place?.line, id: fault.node.id };
  if (fault.kind === 'circle') throw organisationsErrors.circle({ ...where, path: fault.path.join(' → ') });
  throw organisationsErrors.unknownParent({ ...where, parent: fault.node.parent });
}
