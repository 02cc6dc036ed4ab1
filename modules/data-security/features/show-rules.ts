import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { FLOORS, RULES, type RuleId } from '../domain/rules.ts';
import { ruleSettings } from '../store/alerts.ts';
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
          floor: Type.Optional(Type.Integer()),
          factor: Type.Number(),
          falseAlarms: Type.Integer(),
          misuses: Type.Integer(),
        }),
      ),
    }),
    async handle() {
      const settings = await deps.db.readOnce((tx) => ruleSettings(tx));
      return {
        items: (Object.keys(RULES) as RuleId[]).map((id) => {
          const { title, meaning, grave, taught } = RULES[id];
          const setting = settings.get(id);
          const floor = id in FLOORS ? FLOORS[id as keyof typeof FLOORS].staff : undefined;
          return {
            rule: id,
            title,
            meaning,
            grave,
            taught,
            factor: setting?.factor ?? 1,
            falseAlarms: setting?.false_alarms ?? 0,
            misuses: setting?.misuses ?? 0,
            ...(floor === undefined ? {} : { floor }),
          };
        }),
      };
    },
  });
}
