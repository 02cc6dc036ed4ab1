type Form = Readonly<Record<string, unknown>>;

/** The steps of a JSON Pointer. */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export const pointerTo = (at: string, step: string | number): string =>
  `${at}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The id of the control that answers the field at a pointer. */
export const idOf = (pointer: string): string => ['root', ...stepsOf(pointer)].join('_');

export function valueAt(form: unknown, pointer: string): unknown {
  let current = form;
  for (const step of stepsOf(pointer)) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string, unknown>)[step];
  }
  return current;
}

/** A copy of the form with another value at a pointer; undefined takes the field out. Groups on the way are made. */
export function withValueAt(form: Form, pointer: string, value: unknown): Record<string, unknown> {
  return put(form, stepsOf(pointer), value) as Record<string, unknown>;
}

function put(into: unknown, steps: readonly string[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (Array.isArray(into))
    return into.map((entry: unknown, index) => (index === Number(step) ? put(entry, rest, value) : entry));
  const group = typeof into === 'object' && into !== null ? (into as Record<string, unknown>) : {};
  const { [step]: before, ...others } = group;
  const placed = put(before, rest, value);
  return placed === undefined ? others : { ...group, [step]: placed };
}

/** A copy of the form without a value, wherever it stands in a list: a file that is no longer there. */
export function withoutEntry(form: unknown, entry: string): unknown {
  if (Array.isArray(form)) return form.filter((one) => one !== entry).map((one) => withoutEntry(one, entry));
  if (typeof form !== 'object' || form === null) return form;
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, withoutEntry(value, entry)]));
}
