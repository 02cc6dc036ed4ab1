import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { RULES, type RuleId } from '../domain/rules.ts';
import { defaultFloor, isFloored, thresholdsOf } from '../domain/thresholds.ts';
import { ruleSettings, setOf } from '../store/alerts.ts';
import { Rule } from '../views/alert-view.ts';

/** The rules, what each means, its floor, and what false alarms have taught it. */
export function showRules(deps: Own): Feature {
  return feature({
    name: 'data-security.show-rules',
    method: 'GET',
    path: '/api/data-security/rules',
    summary: { zh: '异常查询的规则', en: 'Rules for unusual reads' },
    access: { permission: 'data-security.read' },
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          rule: Rule,
          title: LocalText,
          meaning: LocalText,
          grave: Type.Boolean(),
          taught: Type.Boolean(),
          /** Below these numbers a day nothing is an alarm: as set, or the product's own. */
          floor: Type.Optional(Type.Integer()),
          floorSystem: Type.Optional(Type.Integer()),
          /** Of the rule about hours: when offices are open, as set or the product's own. */
          office: Type.Optional(Type.Object({ from: Type.Integer(), to: Type.Integer() })),
          /** Someone set it otherwise than the product has it. */
          set: Type.Boolean(),
          factor: Type.Number(),
          falseAlarms: Type.Integer(),
          misuses: Type.Integer(),
        }),
      ),
    }),
    async handle() {
      const settings = await deps.db.readOnce((tx) => ruleSettings(tx));
      const thresholds = thresholdsOf((rule) => setOf(settings.get(rule)));
      return {
        items: (Object.keys(RULES) as RuleId[]).map((id) => {
          const { title, meaning, grave, taught } = RULES[id];
          const setting = settings.get(id);
          const floors = isFloored(id)
            ? {
                floor: thresholds.floor(id, 'staff'),
                ...(defaultFloor(id, 'application') === undefined
                  ? {}
                  : { floorSystem: thresholds.floor(id, 'application') }),
              }
            : {};
          return {
            rule: id,
            title,
            meaning,
            grave,
            taught,
            factor: setting?.factor ?? 1,
            falseAlarms: setting?.false_alarms ?? 0,
            misuses: setting?.misuses ?? 0,
            ...floors,
            ...(id === 'hours' ? { office: thresholds.hours } : {}),
            set: Object.keys(setOf(setting) ?? {}).length > 0,
          };
        }),
      };
    },
  });
}
