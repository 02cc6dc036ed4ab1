import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { tellPages, type Own } from '../deps.ts';
import { deliveryErrors } from '../domain/errors.ts';
import { endPackage, lockPackage } from '../store/packages.ts';
import { IdParams, partysPackage } from './list-packages.ts';

const STATES = {
  waiting: { zh: '制作中', en: 'being made' },
  ready: { zh: '可下载', en: 'ready' },
  failed: { zh: '未做成', en: 'failed' },
  withdrawn: { zh: '已收回', en: 'withdrawn' },
  expired: { zh: '已销毁', en: 'destroyed' },
} as const;

/** Either side ends a delivery before its time; its content is destroyed at once. */
export function withdrawPackage(deps: Own): Feature {
  return feature({
    name: 'deliveries.withdraw-package',
    method: 'POST',
    path: '/api/deliveries/packages/:id/withdraw',
    summary: {
      zh: '收回交付件，立即销毁内容（须说明原因）',
      en: 'Withdraw a delivery and destroy its content (with a reason)',
    },
    access: { permission: 'deliveries.review' },
    params: IdParams,
    body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 200 }) }, { additionalProperties: false }),
    response: Type.Object({ state: Type.Literal('withdrawn') }),
    async handle({ actor, trace }, { params, body }) {
      await deps.database.transaction(async (tx) => {
        const one = await partysPackage(() => lockPackage(tx, params.id), params.id, actor);
        if (one.state !== 'ready' && one.state !== 'waiting')
          throw deliveryErrors.alreadyEnded({ state: STATES[one.state] });
        const by = actorLabel(actor).id;
        await endPackage(tx, one.id, { state: 'withdrawn', at: deps.clock.now(), by, reason: body.reason.trim() });
        await deps.audit.append(tx, {
          actor,
          action: 'deliveries.withdraw-package',
          subject: `package:${one.id}`,
          detail: { no: one.no, reason: body.reason.trim() },
          trace,
        });
      });
      tellPages(deps);
      return { state: 'withdrawn' as const };
    },
  });
}
