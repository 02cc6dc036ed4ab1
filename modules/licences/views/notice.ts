import { Type } from 'typebox';
import { LocalText, shanghaiDate } from '@platform/kernel';
import type { LicenceTools } from '../module.ts';
import type { LicenceRow } from '../store/licences.ts';

/** What the holder is told of a decision against the licence. */
export const Notice = Type.Object({
  kind: Type.Enum(['suspended', 'revoked']),
  reason: LocalText,
  evidence: LocalText,
  finding: Type.String(),
  at: Type.String(),
  /** Who decided. */
  organisationName: LocalText,
  /** Last day on which the holder may object. */
  objectUntil: Type.String(),
  mayObject: Type.Boolean(),
  /** What the holder said last. */
  objection: Type.Optional(Type.Object({ at: Type.String(), text: Type.String() })),
  remedies: Type.Array(LocalText),
});
export type Notice = Type.Static<typeof Notice>;

export function noticeView(tools: LicenceTools, row: LicenceRow): Notice | undefined {
  const notice = tools.contents.notice(row);
  if (!notice) return undefined;
  const { review, litigation } = tools.matters.get(row.matter, row.matterVersion).rights;
  const { kind, reason, evidence, finding, at, objectionUntil, objections } = notice;
  const objection = objections.at(-1);
  return {
    kind,
    reason,
    evidence,
    finding,
    at,
    organisationName: tools.organisations.get(row.issuer).name,
    objectUntil: objectionUntil,
    mayObject: row.status === 'suspended' && shanghaiDate(tools.clock.now()) <= objectionUntil,
    ...(objection ? { objection } : {}),
    remedies: [
      {
        zh: `${objectionUntil} 前可在本页陈述申辩，情况有误的核实后立即恢复`,
        en: `Until ${objectionUntil} you may object on this page; a mistake is put right as soon as it is found`,
      },
      {
        zh: `可自知道本决定之日起六十日内向${review.organ.zh}申请行政复议`,
        en: `You may apply to ${review.organ.en} for administrative review within sixty days`,
      },
      {
        zh: `也可在六个月内向${litigation.organ.zh}提起行政诉讼`,
        en: `or bring an action before ${litigation.organ.en} within six months`,
      },
    ],
  };
}
