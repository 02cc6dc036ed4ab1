import { createHash } from 'node:crypto';
import { shanghaiDate, type LocalText } from '@platform/kernel';
import type { StaffActor } from '@platform/access';
import { standingPlaces, type MigrationFault, type MigrationNote } from '@platform/process';
import type { Type } from 'typebox';
import { inForceOn } from '@modules/matters/contract';
import { caseErrors } from '../errors.ts';
import { openHandling, settleLaw, type Handling } from '../handle-case.ts';
import { titleOf } from '../flow/places.ts';
import type { CaseProcess } from '../flow/process-models.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import type { FlowRows } from '../store/flow-rows.ts';
import type { Preview } from './shapes.ts';

export type MoveTarget = { version?: string | undefined; mapping?: Readonly<Record<string, string>> | undefined };

const RULES: LocalText = {
  zh: '此后作出的自动判断适用新版本的规则。',
  en: 'What the rules still have to judge goes by those of the new version.',
};

/** A move worked out in memory; written only by `commitHandling`. */
export type PlannedMove = {
  handling: Handling;
  from: string;
  to: string;
  faults: readonly MigrationFault[];
  preview: Type.Static<typeof Preview>;
};

/** What no move changes. */
export const STAYS: readonly LocalText[] = [
  {
    zh: '申请表按提交时的内容和版本保留；已作出的决定、已送达的文书不变。',
    en: 'The form stays as it was handed in; decisions that were made and notices that were given stay.',
  },
  {
    zh: '承诺时限和法定时限不变；已打开的工作保留办理人、单位和期限。',
    en: 'The promised and the statutory limit stay; open work keeps its holder, office and limit.',
  },
];

/**
 * How a case stands: its revision, which acts of the law raise, and where its process is, for a task that is done may leave the case itself as it was.
 */
export function seenOf({ revision }: Pick<CaseRecord, 'revision'>, { state }: FlowRows): string {
  const places = [
    ...(state?.tokens ?? []).map(({ id, node, state: at }) => `${id} ${node} ${at}`),
    ...(state?.jobs ?? []).map(({ id }) => id),
  ];
  return createHash('sha256')
    .update([revision, ...places.sort()].join('\n'))
    .digest('hex')
    .slice(0, 32);
}

/**
 * Works out a move to another version of the matter on a case that the caller loaded, and held where it is to be written.
 * @throws cases.not-running, cases.same-version, cases.version-over, matters.unknown-matter
 */
export async function planMove(
  tools: CaseTools,
  record: CaseRecord,
  loaded: FlowRows,
  { version, mapping = {} }: MoveTarget,
  act: { actor: StaffActor; trace: string },
): Promise<PlannedMove> {
  const { state } = loaded;
  const from = record.processVersion;
  const wanted = tools.matters.get(record.matter, version);
  const to = wanted.version;
  if (!state || state.instance.how !== null) throw caseErrors.notRunning();
  if (to === from) throw caseErrors.sameVersion();
  if (!inForceOn(wanted, shanghaiDate(tools.clock.now()))) throw caseErrors.versionOver();
  const old = await tools.models.of(record.matter, from);
  const next = await tools.models.of(record.matter, to);
  const places = standingPlaces(old, next, state);
  const handling = await openHandling(tools, { ...record, processVersion: to }, loaded, act);
  const { faults, notes } = await handling.flow.migrate(handling.record, old, mapping);
  if (faults.length === 0) settleLaw(handling);
  handling.touched = true;
  const preview = {
    from,
    to,
    seen: seenOf(record, loaded),
    places: places.map(({ node, name, choices }) => {
      const at = mapping[node] ?? node;
      return {
        node,
        title: named(old, node, name),
        ...(choices.some((one) => one.node === at) ? { to: at } : {}),
        choices: choices.map((one) => ({ node: one.node, title: named(next, one.node, one.name) })),
      };
    }),
    faults: faults.map(({ code, node, text }) => ({ code, node, text })),
    notes: [...notes.map(noteText), RULES],
    stays: [...STAYS],
    open: faults.length > 0 ? [] : handling.flow.open.map(({ titleZh, titleEn }) => ({ zh: titleZh, en: titleEn })),
  };
  return { handling, from, to, faults, preview };
}

function named({ main, called }: CaseProcess, node: string, name: string): LocalText {
  const drawn = [main, ...called.values()].map(({ nodes }) => nodes[node]).find((one) => one !== undefined);
  return drawn ? titleOf(drawn) : { zh: name, en: name };
}

function noteText(note: MigrationNote): LocalText {
  const { name } = note;
  if (note.code === 'timer-changed')
    return {
      zh: `“${name}”的期限由 ${daysIn(note.before, 'zh')} 改为 ${daysIn(note.after, 'zh')}，仍从原来的时间起算。`,
      en: `The time of “${name}” changes from ${daysIn(note.before, 'en')} to ${daysIn(note.after, 'en')}; it still runs from when it began.`,
    };
  if (note.code === 'wait-opened')
    return {
      zh: `新版本在“${name}”增加了等待，从移动时起算。`,
      en: `The new version also waits at “${name}”; that begins with the move.`,
    };
  const names = note.names;
  return {
    zh: `“${name}”之后的条件需要办件还没有的数据：${names.join('、')}。到达该处时若仍缺少，流程会停住。`,
    en: `Conditions after “${name}” need what the case lacks: ${names.join(', ')}. If it is still lacking then, the process will stop there.`,
  };
}

const daysIn = ({ kind, value }: { kind: string; value: string }, language: 'zh' | 'en'): string =>
  kind !== 'working-days' ? value : language === 'zh' ? `${value} 个工作日` : `${value} working days`;
