import { checkMatter } from './check-matter.ts';
import { matterFileFaults, processNames } from './check-matter-files.ts';
import { openCheck, type Sound } from './check-names.ts';
import { schemaFaults } from './check-schema.ts';
import { checkLicence } from './check-services.ts';
import type { PackFault } from './faults.ts';
import { mergeMatter } from './inherit-matters.ts';
import { PACK_KIND_NAMES, PACK_KINDS, type PackManifest } from './kinds.ts';
import type { LocalMatter, Matter } from './kinds/services.ts';
import type { PackSet } from './pack-set.ts';
import { report, type ReadDefinition, type ReadResult } from './read-packs.ts';
import { parseSourceFile } from './source-file.ts';

/** A matter as somebody writes it: what `matter.yaml` would hold, and the files beside it by name. */
export type MatterSource = { definition: unknown; files: Readonly<Record<string, string>> };

/** How the definition is called in faults: it may never have been a file. */
export const DEFINITION_FILE = 'matter.yaml';

/**
 * Everything wrong with a matter that is not (or no longer) what its pack says: the same rules as the packs' check. Faults of the definition carry
 * `path`, those of the files beside it the file's name and line.
 * @param above the merged matter that it inherits, where it does
 */
export async function matterSourceFaults(packs: PackSet, source: MatterSource, above?: Matter): Promise<PackFault[]> {
  const written = parseSourceFile(DEFINITION_FILE, JSON.stringify(source.definition, null, 2));
  const value = asRecord(source.definition);
  const heir = 'inherits' in value;
  const result: ReadResult = {
    manifests: [...packs.packs, consolePack(packs)],
    definitions: [],
    texts: new Map(),
    faults: [],
  };
  const shape = PACK_KINDS.matters.schemaOf?.(value) ?? PACK_KINDS.matters.schema;
  report(written, schemaFaults(shape, value), result);
  if (result.faults.length > 0) return result.faults;
  const { id } = value as { id: string };
  if (heir && !above) {
    const message = {
      zh: `上级事项“${String(value['inherits'])}”不存在或未发布`,
      en: `The matter above, "${String(value['inherits'])}", does not exist or is not in use`,
    };
    report(written, [{ path: ['inherits'], code: 'unknown-name', message }], result);
    return result.faults;
  }
  const local = heir ? (value as LocalMatter) : undefined;
  const creditCode = packs.find('organisations', String(value['organisation']))?.value.creditCode;
  const merged = local && above ? mergeMatter(above, local, creditCode) : (value as Matter);
  const folder = `live/${id}`;
  for (const [name, text] of Object.entries(source.files)) result.texts.set(`${folder}/${name}`, text);
  const mine: ReadDefinition = {
    kind: 'matters',
    pack: CONSOLE,
    id,
    source: written,
    path: DEFINITION_FILE,
    folder,
    base: [],
    value: merged,
    sound: true,
    ...(local ? { local } : {}),
  };
  result.definitions = [...othersOf(packs, id, above), mine];
  const { check, follow } = openCheck(result, {});
  follow(mine);
  const sound = mine as unknown as Sound<'matters'>;
  checkMatter(check, sound);
  const licence =
    merged.result.licence === undefined || heir ? undefined : check.find('licences', merged.result.licence);
  if (licence) checkLicence(check, licence, [sound]);
  if (result.faults.length === 0 && !heir)
    result.faults.push(
      ...(await matterFileFaults({
        file: DEFINITION_FILE,
        place: written.place,
        value: merged,
        read: (name) => source.files[name],
        called: (name) => name,
        licence: licence && {
          file: `licences/${licence.id}.yaml`,
          place: () => ({ line: 1, column: 1 }),
          value: licence.value,
        },
        names: processNames(packs),
      })),
    );
  return result.faults.map((fault) => ({ ...fault, file: fault.file.replace(`${folder}/`, '') }));
}

/** What is written on the console may name what any pack in use defines. */
const CONSOLE = 'console';
const consolePack = ({ packs }: PackSet): PackManifest => ({
  id: CONSOLE,
  version: '0.0.0',
  title: { zh: '工作台', en: 'Console' },
  requires: packs.map(({ id }) => id),
});

/** What the packs in use define beside this matter, as read and found sound; the matter above in the version that is in use. */
function othersOf(packs: PackSet, id: string, above: Matter | undefined): ReadDefinition[] {
  const nowhere = parseSourceFile('', '{}');
  const others: ReadDefinition[] = [];
  for (const kind of PACK_KIND_NAMES) {
    for (const one of packs.all(kind)) {
      if (kind === 'matters' && (one.id === id || one.id === above?.id)) continue;
      others.push({
        kind,
        pack: one.pack,
        id: one.id,
        source: nowhere,
        path: one.file,
        folder: one.folder,
        base: [],
        value: one.value,
        sound: true,
      });
    }
  }
  if (above)
    others.push({
      kind: 'matters',
      pack: packs.find('matters', above.id)?.pack ?? '',
      id: above.id,
      source: nowhere,
      path: '',
      folder: `live/${above.id}`,
      base: [],
      value: above,
      sound: true,
    });
  return others;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
