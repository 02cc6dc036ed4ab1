import { Type } from 'typebox';
import { isUuid } from '@platform/kernel';
import { asStaff, inScope } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { carryOut } from '../carry-out.ts';
import { licenceErrors } from '../errors.ts';
import type { LicenceTools } from '../module.ts';
import { lockLicence } from '../store/licences.ts';

const Answer = Type.Object({ id: Type.String(), status: Type.Enum(['valid', 'suspended', 'revoked']) });
const params = Type.Object({ id: Type.String() });
const Reason = Type.String({ minLength: 1, maxLength: 2000 });

/** Restores a suspended licence: a mistake, or the reason has gone. */
export function restoreLicence(tools: LicenceTools): Feature {
  return feature({
    name: 'licences.restore-licence',
    method: 'POST',
    path: '/api/work/licences/:id/restore',
    summary: { zh: '恢复证照', en: 'Restore a licence' },
    access: { permission: 'licences.verify-facts' },
    params,
    body: Type.Object({ reason: Reason }),
    response: Answer,
    async handle(context, { params: { id }, body }) {
      const staff = asStaff(context.actor);
      if (!isUuid(id)) throw licenceErrors.licenceNotFound();
      const subject = await tools.db.transaction(async (tx) => {
        const row = await lockLicence(tx, id);
        if (!row || !inScope(staff, row.issuer)) throw licenceErrors.licenceNotFound();
        await carryOut(
          tools,
          tx,
          row,
          { action: 'restore', reason: body.reason },
          { actor: staff, trace: context.trace },
        );
        return row.subject;
      });
      tools.live.publish({ topic: 'licences', data: { licenceId: id }, subject });
      return { id, status: 'valid' as const };
    },
  });
}

/** Revokes a suspended licence, after the holder could be heard. It stays revoked. */
export function revokeLicence(tools: LicenceTools): Feature {
  return feature({
    name: 'licences.revoke-licence',
    method: 'POST',
    path: '/api/work/licences/:id/revoke',
    summary: { zh: '注销证照（须先中止并听取陈述申辩）', en: 'Revoke a licence, after suspension and hearing' },
    access: { permission: 'licences.verify-facts' },
    params,
    body: Type.Object({ reason: Reason, evidence: Reason, answer: Type.Optional(Reason) }),
    response: Answer,
    async handle(context, { params: { id }, body }) {
      const staff = asStaff(context.actor);
      if (!isUuid(id)) throw licenceErrors.licenceNotFound();
      const subject = await tools.db.transaction(async (tx) => {
        const row = await lockLicence(tx, id);
        if (!row || !inScope(staff, row.issuer)) throw licenceErrors.licenceNotFound();
        const told = tools.contents.notice(row);
        const same = (text: string): { zh: string; en: string } => ({ zh: text, en: text });
        const objectionUntil = told?.objectionUntil ?? '';
        const notice = {
          kind: 'revoked' as const,
          reason: same(body.reason),
          evidence: same(body.evidence),
          finding: body.reason,
          objectionUntil,
          at: tools.clock.now().toISOString(),
          objections: told?.objections ?? [],
        };
        await carryOut(tools, tx, row, { action: 'revoke', ...body }, { actor: staff, trace: context.trace, notice });
        return row.subject;
      });
      tools.live.publish({ topic: 'licences', data: { licenceId: id }, subject });
      return { id, status: 'revoked' as const };
    },
  });
}
