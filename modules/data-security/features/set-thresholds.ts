import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { securityErrors } from '../domain/errors.ts';
import { areHoursFit, isFloored, isFloorFit, MOST_TIMES } from '../domain/thresholds.ts';
import { ruleSettings, saveThresholds, setOf } from '../store/alerts.ts';
import { Rule } from '../views/alert-view.ts';

/**
 * Sets a rule's floors and the office hours; what is left out is the product's own again. Facts (own self, family, watched people) have nothing
 * to set. It counts from the next minute's look on, never backwards; who set it, what it was and why stand in the audit.
 */
export function setThresholds(deps: Own): Feature {
  return feature({
    name: 'data-security.set-thresholds',
    method: 'PUT',
    path: '/api/data-security/rules/:rule',
    summary: { zh: '设置异常查询规则的底数和工作时间', en: 'Set the floors and hours of a rule for unusual reads' },
    access: { permission: 'data-security.handle' },
    params: Type.Object({ rule: Rule }),
    body: Type.Object(
      {
        floorStaff: Type.Optional(Type.Integer({ minimum: 1 })),
        floorSystem: Type.Optional(Type.Integer({ minimum: 1 })),
        fromHour: Type.Optional(Type.Integer({ minimum: 0, maximum: 24 })),
        toHour: Type.Optional(Type.Integer({ minimum: 0, maximum: 24 })),
        reason: Type.String({ minLength: 4, maxLength: 300 }),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ rule: Rule, set: Type.Boolean() }),
    async handle({ actor, trace }, { params: { rule }, body }) {
      const { reason, ...set } = body;
      const { floorStaff, floorSystem, fromHour, toHour } = set;
      if (!isFloored(rule)) throw securityErrors.nothingToSet();
      for (const [kind, floor] of [['staff', floorStaff] as const, ['application', floorSystem] as const])
        if (floor !== undefined && !isFloorFit(rule, kind, floor)) throw securityErrors.badFloor({ times: MOST_TIMES });
      const hours = fromHour !== undefined || toHour !== undefined;
      if (hours && (rule !== 'hours' || !areHoursFit(fromHour ?? -1, toHour ?? -1))) throw securityErrors.badHours();
      await deps.db.transaction(async (tx) => {
        const before = setOf((await ruleSettings(tx)).get(rule)) ?? {};
        await saveThresholds(tx, rule, set, deps.clock.now());
        await deps.audit.append(tx, {
          actor,
          action: 'data-security.set-thresholds',
          subject: `rule:${rule}`,
          detail: { before: JSON.stringify(before), after: JSON.stringify(set), reason: reason.trim() },
          trace,
        });
      });
      deps.live.publish({ topic: 'data-security', data: {} });
      return { rule, set: Object.keys(set).length > 0 };
    },
  });
}
