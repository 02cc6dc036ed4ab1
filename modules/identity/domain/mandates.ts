import type { LocalText, PlainDate } from '@platform/kernel';

/** Why someone may act for a firm: they are its legal representative (法定代表人), or an agent whom that one named (经办人). */
export type MandateKind = 'legal-representative' | 'agent';

export const MANDATE_KINDS: Record<MandateKind, LocalText> = {
  'legal-representative': { zh: '法定代表人', en: 'Legal representative' },
  agent: { zh: '经办人', en: 'Agent' },
};

/** What may be done for a firm. Naming agents is the legal representative's alone. */
export const SCOPES = ['services', 'my-data', 'questions'] as const;
export type Scope = (typeof SCOPES)[number];

export const SCOPE_TITLES: Record<Scope, LocalText> = {
  services: { zh: '代企业办事', en: 'Use services for the firm' },
  'my-data': { zh: '查看企业数据使用记录', en: 'See who read the firm’s data' },
  questions: { zh: '代企业提问、提出异议', en: 'Ask and object for the firm' },
};

/** The longest time for which an agent may be named at once, in days; it can be given again. */
export const LONGEST_DAYS = 730;

/** Whether a mandate counts on a day. Ended ones count no more from the moment they were ended. */
export function inForce(
  mandate: { from_date: PlainDate; until_date: PlainDate | null; ended_at: Date | null },
  today: PlainDate,
): boolean {
  return (
    mandate.ended_at === null &&
    mandate.from_date <= today &&
    (mandate.until_date === null || mandate.until_date >= today)
  );
}

/** What a mandate lets its holder do: a legal representative everything. */
export function scopeOf(mandate: { kind: MandateKind; scope: readonly string[] }): Scope[] {
  return SCOPES.filter((one) => mandate.kind === 'legal-representative' || mandate.scope.includes(one));
}
