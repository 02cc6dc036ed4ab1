import { Type } from 'typebox';
import { asStaff, inScope } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { enqueue } from '@platform/jobs';
import { LIVE_TOPIC, type Own } from '../deps.ts';
import { reportErrors } from '../errors.ts';
import { SEND_REPORTS } from '../jobs/send-reports.ts';
import { reportsById, sendAgain } from '../store/reports.ts';

/** Puts reports of the error queue, or that wait for their next try, back to be sent at once; under their old numbers. */
export function sendReportsAgain(own: Own): Feature {
  return feature({
    name: 'reports.send-again',
    method: 'POST',
    path: '/api/reports/send-again',
    summary: { zh: '重新上报', en: 'Send reports again' },
    access: { permission: 'reports.handle' },
    body: Type.Object({
      ids: Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 200, uniqueItems: true }),
    }),
    response: Type.Object({ again: Type.Array(Type.String()) }),
    async handle({ actor, trace }, { body }) {
      const staff = asStaff(actor);
      if (!own.province.platform()) throw reportErrors.notConfigured();
      const again = await own.db.transaction(async (tx) => {
        const found = await reportsById(tx, body.ids);
        if (found.length < body.ids.length) throw reportErrors.notFound();
        if (!found.every(({ organisation }) => inScope(staff, organisation))) throw reportErrors.notYours();
        const put = await sendAgain(tx, body.ids, ['failed', 'waiting'], own.clock.now());
        for (const id of put)
          await own.audit.append(tx, { actor, action: 'reports.send-again', subject: `report:${id}`, trace });
        await enqueue(tx, SEND_REPORTS, {}, { queue: 'reports', key: SEND_REPORTS.name });
        return put;
      });
      own.live.publish({ topic: LIVE_TOPIC, data: {} });
      return { again };
    },
  });
}
