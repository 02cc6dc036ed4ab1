import { LocalText, MASKS, type Mask } from '@platform/kernel';
import { Type, type TObject, type TProperties } from 'typebox';

/** The keyword under which a text names a definition of another kind; {@link checkReferences} follows it. */
export const REF = 'x-ref';

/** An object that refuses fields it does not know: a misspelt field must never be silently ignored. */
export function strict<T extends TProperties>(properties: T, description?: string): TObject<T> {
  return Type.Object(properties, { additionalProperties: false, ...(description ? { description } : {}) });
}

/** Lower-case words joined by hyphens: how every definition is named. */
export const Id = Type.String({
  pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  maxLength: 64,
  description: 'kebab-case name',
});

/** A column or field: lower-case words joined by underscores; it names a column of the lake. */
export const FieldName = Type.String({
  pattern: '^[a-z][a-z0-9]*(_[a-z0-9]+)*$',
  maxLength: 48,
  description: 'snake_case name',
});

/** The id of a definition of `kind`; an unknown one is a fault of the pack. */
export const ref = (kind: string, description?: string) =>
  Type.String({ minLength: 1, [REF]: kind, ...(description ? { description } : {}) });

/** A people-facing text. */
export const Text = LocalText;

export const PlainDateText = Type.String({ format: 'date', description: 'YYYY-MM-DD' });

/** The levels of GB/T 43697-2024's general data, 1 the least sensitive. */
export const Grade = Type.Integer({
  minimum: 1,
  maximum: 4,
  description: 'Sensitivity of general data, 1 (least) to 4',
});

export const MaskName = Type.Enum([...MASKS] as Mask[], {
  description: 'How the value is shown to someone who may not see it whole',
});

/**
 * Types a value of the catalogue may have; stored as PostgreSQL text, date, bigint, numeric (`number`, exact), timestamp (Shanghai's time of day)
 * or boolean.
 */
export const ItemType = Type.Enum([
  'text',
  'date',
  'integer',
  'code',
  'citizen-id',
  'credit-code',
  'boolean',
  'number',
  'timestamp',
]);

export const SettingName = Type.String({
  pattern: '^[A-Z][A-Z0-9_]*$',
  description: 'Name of a deployment setting that holds the value; the value itself never stands in a pack',
});

export const DivisionCode = Type.String({
  pattern: '^(\\d{6}|\\d{9}|\\d{12})$',
  description: 'GB/T 2260 code, 6, 9 or 12 digits',
});

export const CreditCodeText = Type.String({
  format: 'credit-code',
  description: 'Unified social credit code (GB 32100)',
});
