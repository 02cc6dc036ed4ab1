/** A name as items bear it, made from a column's. */
export function itemNameOf(column: string): string {
  const name = column
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '');
  return name.slice(0, 48);
}

/** The kind of item that a column's own type suggests. */
export function itemTypeOf(type: string): string {
  if (/int|serial|number\(\d+\)/i.test(type)) return 'integer';
  if (/^date/i.test(type)) return 'date';
  if (/bool/i.test(type)) return 'boolean';
  return 'text';
}
