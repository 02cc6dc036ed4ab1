import type { DocumentSpec, FormPart } from '@platform/documents';
import { LINK_TITLES, RESULT_TITLES, type Link, type TaskResult } from '../domain/links.ts';
import { shanghaiTime } from '../domain/shanghai-time.ts';

/** What was done in one task, with the opinion and who signs for it. */
export type Examined = {
  title: string;
  link: Link | null;
  office: string;
  /** Who ended it; absent for a department's own system. */
  officer?: string;
  result: TaskResult | null;
  opinion?: string;
  at: Date | null;
};

/** All that the sheet says; opened, names of offices and officers in Chinese. */
export type Examination = {
  caseNo: string;
  matter: string;
  taskCode: string;
  applicant: string;
  office: string;
  state: string;
  receivedAt: Date;
  acceptedAt: Date | null;
  decidedAt: Date | null;
  promise: string;
  statutory: string;
  /** What the rules said, where they said something. */
  rules?: string;
  decision?: { outcome: string; reason?: string; basis?: string };
  tasks: readonly Examined[];
  /** Special procedures and extensions, each in one line. */
  time: readonly string[];
  printed: { at: Date; by: string };
};

const minute = (at: Date | null): string => (at === null ? '——' : shanghaiTime(at).slice(0, 16));
const DATE = '日期：　　　　年　　月　　日';

/** 审批单: who examined what, with which opinion, and what was decided; for the file of the office, never for the applicant. */
export function examinationSheet(one: Examination): DocumentSpec {
  const { decision } = one;
  const parts: FormPart[] = [
    {
      kind: 'facts',
      title: '一、办件',
      facts: [
        { label: '事项名称', value: one.matter },
        { label: '事项编码', value: one.taskCode },
        { label: '申请人', value: one.applicant },
        { label: '办理单位', value: one.office },
        { label: '收件时间', value: minute(one.receivedAt) },
        { label: '受理时间', value: minute(one.acceptedAt) },
        { label: '承诺时限', value: one.promise },
        { label: '法定期限', value: one.statutory },
        { label: '当前状态', value: one.state },
      ],
    },
    {
      kind: 'table',
      title: '二、审查意见',
      heads: [
        { title: '环节', share: 7 },
        { title: '单位和经办人', share: 9 },
        { title: '结果', share: 4 },
        { title: '意见', share: 11 },
        { title: '时间', share: 6 },
      ],
      rows:
        one.tasks.length === 0
          ? [['——', '没有人工环节', '——', '——', '——']]
          : one.tasks.map(({ title, link, office, officer, result, opinion, at }) => [
              link && LINK_TITLES[link].zh !== title ? `${title}（${LINK_TITLES[link].zh}）` : title,
              officer === undefined ? office : `${office} ${officer}`,
              result === null ? '办理中' : RESULT_TITLES[result].zh,
              opinion ?? '——',
              minute(at),
            ]),
    },
    ...(one.rules === undefined
      ? []
      : [{ kind: 'text', title: '三、规则的判断', paragraphs: [one.rules] } satisfies FormPart]),
    ...(one.time.length === 0
      ? []
      : [{ kind: 'text', title: '特别程序和延期', paragraphs: [...one.time] } satisfies FormPart]),
    {
      kind: 'facts',
      title: '决定',
      facts: [
        { label: '决定', value: decision?.outcome ?? '尚未决定' },
        { label: '决定时间', value: minute(one.decidedAt) },
        ...(decision?.reason ? [{ label: '理由', value: decision.reason }] : []),
        ...(decision?.basis ? [{ label: '依据', value: decision.basis }] : []),
      ],
    },
    {
      kind: 'signatures',
      title: '签批',
      boxes: [
        { heading: '承办人', lines: ['签名：', DATE] },
        { heading: '审核人', lines: ['签名：', DATE] },
        { heading: '批准人', lines: ['签名：', DATE] },
      ],
    },
  ];
  return {
    layout: 'form',
    language: 'zh',
    createdAt: one.printed.at,
    title: '审批单',
    subtitle: `内部文书，不对申请人公开 · ${one.office}`,
    number: `办件编号：${one.caseNo}`,
    parts,
    footers: [`打印时间 ${minute(one.printed.at)} · ${one.printed.by}`],
  };
}
