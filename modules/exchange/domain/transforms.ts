import type { CodeTable } from './code-tables.ts';
import { datesReader } from './dates.ts';
import type { ReasonCode } from './reasons.ts';

/** What a step makes of a value: the new value, or why it cannot. */
export type Transformed = { value: string } | { fault: ReasonCode };
type Step = (value: string) => Transformed;

/** Full-width letters, digits, signs and the ideographic space to half-width; nothing else of a name or address is touched. */
export function toHalfWidth(text: string): string {
  return text.replace(/[\uFF01-\uFF5E\u3000]/g, (character) =>
    character === '\u3000' ? ' ' : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  );
}

/**
 * A citizen id as it should be written: half-width, without blanks and hyphens, X in capitals. An id of the old 15 places stays so, and is then
 * refused: those ended on 2013-01-01, and completing one would guess a check digit that nobody issued.
 */
export function toCitizenId(text: string): string {
  return toHalfWidth(text)
    .replace(/[\s\-‐–—]/g, '')
    .toUpperCase();
}

const ok = (value: string): Transformed => ({ value });

/** The steps `names` in their order as one. @throws RangeError for a step or code table that is not known */
export function transformer(
  names: readonly string[],
  options: { dateFormats: readonly string[]; table: (id: string) => CodeTable | undefined },
): Step {
  const steps = names.map((name) => stepOf(name, options));
  return (text) => {
    let value = text;
    for (const step of steps) {
      const next = step(value);
      if ('fault' in next) return next;
      value = next.value;
    }
    return ok(value);
  };
}

function stepOf(
  name: string,
  options: { dateFormats: readonly string[]; table: (id: string) => CodeTable | undefined },
): Step {
  switch (name) {
    case 'trim':
      return (value) => ok(value.trim());
    case 'half-width':
      return (value) => ok(toHalfWidth(value));
    case 'upper':
      return (value) => ok(value.toUpperCase());
    case 'citizen-id':
      return (value) => ok(toCitizenId(value));
    case 'date': {
      const read = datesReader(options.dateFormats);
      return (value) => {
        const date = read(value);
        return date === undefined ? { fault: 'not-a-date' } : ok(date);
      };
    }
    default: {
      const table = name.startsWith('code:') ? options.table(name.slice('code:'.length)) : undefined;
      if (!table) throw new RangeError(`Unknown step of a mapping: ${name}`);
      return (value) => {
        const code = table.read.get(value);
        return code === undefined ? { fault: 'unknown-code' } : ok(code);
      };
    }
  }
}
