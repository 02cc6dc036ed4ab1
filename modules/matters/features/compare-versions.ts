import { Type } from 'typebox';
import { parseProcess } from '@platform/process';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import type { FormSchema } from '@platform/forms';
import { calledFile } from '@platform/packs';
import { sayElements, type NameOf } from '../changes/say-elements.ts';
import { sayForm } from '../changes/say-form.ts';
import { sayProcess } from '../changes/say-process.ts';
import { sayRules } from '../changes/say-rules.ts';
import type { Said } from '../changes/say.ts';
import type { Own } from '../deps.ts';
import { differences } from '../domain/diff.ts';
import { productProcess } from '../domain/product-process.ts';
import { openMeasures } from '../reductions/read-reductions.ts';
import type { MatterVersion } from '../store/matter-versions.ts';

import { MeasuredVersion } from './list-reductions.ts';
import { Change, FileChange, IdParams } from './schemas.ts';

const PARTS = ['elements', 'form', 'rules', 'process'] as const;

/** What differs between two versions that were in use: in words for people, and place by place and line by line. */
export function compareVersions(own: Own): Feature {
  return feature({
    name: 'matters.compare-versions',
    method: 'GET',
    path: '/api/matters/work/:id/differences',
    summary: { zh: '比较两个版本', en: 'Compare two versions' },
    access: { permission: 'matters.read' },
    params: IdParams,
    query: Type.Object({ from: Type.String({ maxLength: 64 }), to: Type.String({ maxLength: 64 }) }),
    response: Type.Object({
      /** What changed, in sentences. */
      said: Type.Array(Type.Object({ part: Type.Enum([...PARTS]), texts: Type.Array(LocalText) })),
      /** Both by the four measures (四减), with what their cases took. */
      measured: Type.Object({ before: MeasuredVersion, after: MeasuredVersion }),
      changes: Type.Array(Change),
      files: Type.Array(FileChange),
    }),
    async handle(_context, { params: { id }, query }) {
      const [before, after] = [own.book.version(id, query.from), own.book.version(id, query.to)];
      const [old, now] = [filesOf(before), filesOf(after)];
      const said = {
        elements: sayElements(plain(before), plain(after), (office) => officeName(own, office)),
        form: sayForm(before.matter.formSchema as FormSchema, after.matter.formSchema as FormSchema),
        rules: await rulesSaid(own, before, after),
        process: await processesSaid(before, after, (office) => officeName(own, office)),
      };
      const measured = openMeasures(own, (await own.takenByVersion?.(id)) ?? []);
      return {
        measured: { before: await measured(id, query.from), after: await measured(id, query.to) },
        said: PARTS.flatMap((part) => (said[part].length > 0 ? [{ part, texts: said[part] }] : [])),
        changes: differences(plain(before), plain(after)),
        files: changedFiles([...new Set([...Object.keys(old), ...Object.keys(now)])], old, now),
      };
    },
  });
}

/** The files that differ, each as it was and as it is. */
export function changedFiles(
  names: readonly string[],
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
) {
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => ({
      name,
      ...(before[name] === undefined ? {} : { before: before[name] }),
      ...(after[name] === undefined ? {} : { after: after[name] }),
    }));
}

/** The elements alone: what is worked out of them, and the form, is told by itself. */
function plain({ matter }: MatterVersion): Record<string, unknown> {
  const { version: _version, formSchema: _form, uiOrder: _order, papersSaved: _saved, ...rest } = matter;
  return rest;
}

const processOf = ({ matter, processFile }: MatterVersion): string => processFile ?? productProcess(matter.projectType);

function filesOf(version: MatterVersion): Record<string, string> {
  const { matter, decisionFile, calledProcesses } = version;
  return {
    'form.json': `${JSON.stringify(matter.formSchema, null, 2)}\n`,
    'decision.dmn': decisionFile,
    'process.bpmn': processOf(version),
    ...Object.fromEntries(Object.entries(calledProcesses ?? {}).map(([called, text]) => [calledFile(called), text])),
  };
}

async function rulesSaid(own: Own, before: MatterVersion, after: MatterVersion): Promise<Said[]> {
  if (before.decisionFile === after.decisionFile) return [];
  return sayRules(await own.book.rules(before), await own.book.rules(after));
}

/** The matter's own process and those that it calls. */
async function processesSaid(before: MatterVersion, after: MatterVersion, nameOf: NameOf): Promise<Said[]> {
  const textsOf = (version: MatterVersion): Record<string, string> => ({
    '': processOf(version),
    ...version.calledProcesses,
  });
  const [old, now] = [textsOf(before), textsOf(after)];
  const said: Said[] = [];
  for (const id of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const [was, is] = [old[id], now[id]];
    if (was === is) continue;
    if (was === undefined) said.push({ zh: `新增调用的流程“${id}”`, en: `Calls the process “${id}” too` });
    else if (is === undefined) said.push({ zh: `不再调用流程“${id}”`, en: `No longer calls the process “${id}”` });
    else said.push(...sayProcess(await parseProcess(was), await parseProcess(is), nameOf));
  }
  return said;
}

function officeName({ organisations }: Own, id: string): LocalText {
  return organisations.find(id)?.name ?? { zh: id, en: id };
}
