import { normaliseText } from '@platform/kernel';
import type { Foundations } from '@platform/module';
import type { FirmRow } from './store/mandates.ts';

/** The one place that knows how firms are sealed and found. */
export type FirmSeal = {
  /** The code as it is compared: without spaces, in capitals. */
  normalise(creditCode: string): string;
  sealFirm(id: string, firm: { creditCode: string; name: string }): FirmRow;
  openFirm(row: Pick<FirmRow, 'id' | 'credit_code' | 'name'>): { creditCode: string; name: string };
};

export function createFirmSeal({ sealer, blindIndex }: Pick<Foundations, 'sealer' | 'blindIndex'>): FirmSeal {
  const context = (id: string, field: string): string => `identity.firm:${id}:${field}`;
  const normalise = (code: string): string => normaliseText(code).replaceAll(/\s/gu, '').toUpperCase();
  return {
    normalise,
    sealFirm: (id, { creditCode, name }) => ({
      id,
      subject: blindIndex(normalise(creditCode), 'subject'),
      credit_code: sealer.sealText(normalise(creditCode), context(id, 'credit-code')),
      name: sealer.sealText(normaliseText(name), context(id, 'name')),
    }),
    openFirm: (row) => ({
      creditCode: sealer.openText(row.credit_code, context(row.id, 'credit-code')),
      name: sealer.openText(row.name, context(row.id, 'name')),
    }),
  };
}
