import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { alertClosed } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { explainDeadline, next, type Finding } from '../domain/alert.ts';
import { securityErrors } from '../domain/errors.ts';
import { RULES, taught } from '../domain/rules.ts';
import { changeAlert, findAlert, insertStep, ruleSettings, saveRuleSetting, type AlertRow } from '../store/alerts.ts';
import { Findings, stepContext } from '../views/alert-view.ts';
import { AlertPage, alertPage, getAlert, getOwnAlert, isOwn } from './show-alert.ts';

const Params = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Text = Type.String({ maxLength: 2_000, pattern: '^\\s*\\S[\\s\\S]{3,}\\S\\s*$' });

/** `POST …/ask`, `…/explain`, `…/close`: the organisation is asked, explains within its clock, and the guard closes with a finding. */
export function handleAlert(deps: Own, what: 'ask' | 'explain' | 'close'): Feature {
  return feature({
    name: `data-security.${what}-alert`,
    method: 'POST',
    path: `/api/data-security/alerts/:id/${what}`,
    summary: WORDS[what],
    access: { permission: what === 'explain' ? 'data-security.explain' : 'data-security.handle' },
    params: Params,
    body: Type.Object(
      { text: Text, ...(what === 'close' ? { finding: Findings } : {}) },
      { additionalProperties: false },
    ),
    response: AlertPage,
    async handle({ actor, trace }, { params, body }) {
      const { text, finding } = body as { text: string; finding?: Finding };
      const now = deps.clock.now();
      const answer = await deps.db.transaction(async (tx) => {
        const row =
          what === 'explain'
            ? await getOwnAlert(deps, tx, params.id, actor, 'lock')
            : await getAlert(tx, params.id, 'lock');
        if (isOwn(row, actor)) throw securityErrors.ownAlert();
        const state = next(row.state, what);
        await changeAlert(tx, row.id, {
          state,
          ...(what === 'ask' ? { due: explainDeadline(now, deps.calendar) } : {}),
          ...(finding ? { finding, closedAt: now } : {}),
        });
        const staff = asStaff(actor);
        await insertStep(tx, {
          alert_id: row.id,
          kind: what === 'ask' ? 'asked' : what === 'explain' ? 'explained' : 'closed',
          at: now,
          by_account: staff.accountId,
          by_organisation: staff.organisation,
          sealed_text: deps.sealer.sealText(text.trim(), stepContext(row.id)),
        });
        if (finding) await teach(deps, tx, row, finding, trace);
        await deps.audit.append(tx, {
          actor,
          action: `data-security.${what}-alert`,
          subject: `alert:${row.id}`,
          detail: { no: row.no, rule: row.rule, finding: finding ?? null },
          trace,
        });
        const after = await findAlert(tx, row.id);
        if (!after) throw securityErrors.unknownAlert();
        return alertPage(deps, tx, after, actor);
      });
      deps.live.publish({ topic: 'data-security', data: { id: params.id } });
      return answer;
    },
  });
}

const WORDS = {
  ask: { zh: '要求单位说明', en: 'Ask the organisation to explain' },
  explain: { zh: '说明情况', en: 'Explain' },
  close: { zh: '结案', en: 'Close with a finding' },
} as const;

/** A false alarm raises the bar of its rule a little, a misuse lowers it again; facts are not taught. */
async function teach(deps: Own, tx: Tx, row: AlertRow, finding: Finding, trace: string): Promise<void> {
  await deps.outbox.append(
    tx,
    alertClosed,
    `alert:${row.id}`,
    { alertId: row.id, rule: row.rule, organisation: row.organisation, finding },
    trace,
  );
  if (!RULES[row.rule].taught || (finding !== 'false-alarm' && finding !== 'misuse')) return;
  const setting = (await ruleSettings(tx)).get(row.rule);
  await saveRuleSetting(
    tx,
    {
      rule: row.rule,
      factor: taught(setting?.factor ?? 1, finding),
      false_alarms: (setting?.false_alarms ?? 0) + (finding === 'false-alarm' ? 1 : 0),
      misuses: (setting?.misuses ?? 0) + (finding === 'misuse' ? 1 : 0),
    },
    deps.clock.now(),
  );
}
