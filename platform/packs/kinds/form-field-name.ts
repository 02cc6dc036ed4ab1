import { Type } from 'typebox';

export const FormFieldName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]*$' });
/** A field of the form, or one inside a group of it: `name`, `owner.name`. */
export const FormFieldPath = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)*$' });
