import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { differences } from '../domain/diff.ts';
import { matterErrors } from '../errors.ts';
import { productProcess } from '../domain/product-process.ts';
import type { Work } from '../domain/work.ts';
import { versionDates } from '../store/matter-versions.ts';
import { workOfMatter } from '../store/work.ts';
import { faultView, seesWork, stepsFor, summaryOf, workView } from '../views.ts';
import { faultsOf, heirConflicts } from '../works.ts';
import { Change, Definition, Fault, FileChange, IdParams, Step, Summary, WorkView } from './schemas.ts';
import { changedFiles } from './compare-versions.ts';
import { howItCame, Made } from './version-history.ts';

const FileMap = Type.Record(Type.String(), Type.String());

/** A matter with everything about it: what is in use, the versions that were, what is in work with its faults and changes, the levels. */
export function showWork(own: Own): Feature {
  return feature({
    name: 'matters.show-work',
    method: 'GET',
    path: '/api/matters/work/:id',
    summary: {
      zh: '一个事项：在用内容、历次版本、在编版本及其问题和变化',
      en: 'A matter: what is in use, its versions, what is in work',
    },
    access: { permission: 'matters.read' },
    params: IdParams,
    response: Type.Object({
      summary: Summary,
      /** Merged with the level above. */
      inUse: Type.Optional(Type.Object({ definition: Definition, files: FileMap, ownProcess: Type.Boolean() })),
      above: Type.Optional(Type.Object({ id: Type.String(), title: LocalText, organisationName: LocalText })),
      heirs: Type.Array(
        Type.Object({
          id: Type.String(),
          organisationName: LocalText,
          version: Type.Optional(Type.String()),
          conflict: Type.Boolean(),
        }),
      ),
      conflicts: Type.Array(Type.Object({ code: Type.String(), message: LocalText })),
      /** The pack has another version than the one the console's publication began with. */
      packVersion: Type.Optional(Type.String()),
      versions: Type.Array(
        Type.Object({
          version: Type.String(),
          at: Type.String(),
          inUse: Type.Boolean(),
          work: Type.Optional(WorkView),
          made: Made,
        }),
      ),
      work: Type.Optional(
        Type.Object({
          view: WorkView,
          definition: Definition,
          /** What the definition would be with the level above merged in; the definition itself where it inherits nothing. */
          files: FileMap,
          faults: Type.Array(Fault),
          changes: Type.Array(Change),
          fileChanges: Type.Array(FileChange),
          heirConflicts: Type.Array(Type.Object({ matter: Type.String(), messages: Type.Array(LocalText) })),
          editors: Type.Array(Type.String()),
        }),
      ),
      retired: Type.Optional(Type.Object({ at: Type.String(), reason: Type.String() })),
      may: Type.Array(Step),
    }),
    async handle({ actor }, { params: { id } }) {
      const [works, dates] = await own.database.read(
        async (tx) => [await workOfMatter(tx, id), await versionDates(tx, id)] as const,
      );
      const open = works.find(({ state }) => state === 'draft' || state === 'submitted' || state === 'approved');
      const work = open && seesWork(actor, open.organisation) ? open : undefined;
      const matter = own.book.find(id);
      const effective = own.register.effective(id);
      if (!matter && !effective && !work) throw matterErrors.unknownMatter();
      const inherits = matter?.inherits ?? effective?.value.inherits ?? textOf(work?.definition['inherits']);
      const above = inherits === undefined ? undefined : own.book.find(inherits);
      const retired = own.register.retired().get(id);
      const pack = own.register.ofPack(id);
      const source = own.register.source(id);
      const organisation = matter?.organisation ?? work?.organisation ?? effective?.value.organisation ?? '';
      return {
        summary: summaryOf(own, id, matter, work),
        ...(effective
          ? {
              inUse: {
                definition: effective.value as Record<string, unknown>,
                files: {
                  ...effective.files,
                  'process.bpmn': effective.files['process.bpmn'] ?? productProcess(effective.value.projectType),
                },
                ownProcess: effective.files['process.bpmn'] !== undefined,
              },
            }
          : {}),
        ...(above
          ? {
              above: {
                id: above.id,
                title: above.title,
                organisationName: own.organisations.get(above.organisation).name,
              },
            }
          : {}),
        heirs: own.register.heirsOf(id).map(({ source: { id: heir }, value }) => ({
          id: heir,
          organisationName: own.organisations.get(value.organisation).name,
          ...(own.book.find(heir) ? { version: own.book.get(heir).version } : {}),
          conflict: own.register.conflicts().some((one) => one.matter === heir),
        })),
        conflicts: own.register
          .conflicts()
          .filter((one) => one.matter === id)
          .flatMap(({ faults }) => faults.map(({ code, message }) => ({ code, message }))),
        ...(pack && source?.origin === 'console' ? { packVersion: pack.label } : {}),
        // The one in use first: one that was in use before may be again.
        versions: await howItCame(own, id, works, dates),
        ...(work ? { work: await workDetail(own, work) } : {}),
        ...(retired ? { retired: { at: retired.at.toISOString(), reason: retired.reason } } : {}),
        may: stepsFor(own, actor, id, organisation, work),
      };
    },
  });
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

async function workDetail(own: Own, work: Work) {
  const before = own.register.source(work.matter);
  const names = [...new Set([...Object.keys(before?.files ?? {}), ...Object.keys(work.files)])];
  return {
    view: workView(work),
    definition: work.definition,
    files: work.files,
    faults: (await faultsOf(own, work)).map(faultView),
    changes: before ? differences(before.definition, work.definition) : [],
    fileChanges: before ? changedFiles(names, before.files, work.files) : [],
    heirConflicts: heirConflicts(own, work).map(({ matter, faults }) => ({
      matter,
      messages: faults.map(({ message }) => message),
    })),
    editors: work.editors,
  };
}
