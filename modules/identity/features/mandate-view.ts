import { Type, type Static } from 'typebox';
import { LocalText, maskValue } from '@platform/kernel';
import { MANDATE_KINDS, SCOPES, SCOPE_TITLES, scopeOf } from '../domain/mandates.ts';
import type { FirmSeal } from '../firms.ts';
import type { HeldRow } from '../store/mandates.ts';

export const Kind = Type.Enum(['legal-representative', 'agent']);
export const Scope = Type.Enum([...SCOPES]);
export const ScopeView = Type.Object({ id: Scope, title: LocalText });
export const FirmView = Type.Object({ id: Type.String(), name: Type.String(), creditCode: Type.String() });

/** A mandate as its holder sees it. */
export const HeldMandate = Type.Object({
  id: Type.String(),
  firm: FirmView,
  kind: Kind,
  kindTitle: LocalText,
  scope: Type.Array(ScopeView),
  from: Type.String(),
  until: Type.Optional(Type.String()),
});
export type HeldMandate = Static<typeof HeldMandate>;

export function viewHeld(row: HeldRow, firms: FirmSeal): HeldMandate {
  const firm = firms.openFirm({ id: row.firm_id, credit_code: row.credit_code, name: row.firm_name });
  return {
    id: row.id,
    firm: { id: row.firm_id, ...firm },
    ...termsOf(row),
  };
}

/** What of a mandate its holder and its firm see alike. */
export function termsOf(row: Pick<HeldRow, 'kind' | 'scope' | 'from_date' | 'until_date'>) {
  return {
    kind: row.kind,
    kindTitle: MANDATE_KINDS[row.kind],
    scope: scopeOf(row).map((id) => ({ id, title: SCOPE_TITLES[id] })),
    from: row.from_date,
    ...(row.until_date === null ? {} : { until: row.until_date }),
  };
}

export const maskedName = (name: string): string => maskValue(name, 'name');
