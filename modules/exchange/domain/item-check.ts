import { citizenIdFault, isCreditCode, isDemoCitizenId, isPlainDate, UNREADABLE } from '@platform/kernel';
import type { ItemDefinition } from '@modules/catalogue/contract';
import type { CodeTable } from './code-tables.ts';
import { canonicalNumber, canonicalTimestamp } from './number-and-time.ts';
import type { ReasonCode } from './reasons.ts';

/** Checks a value that is there; gives the form in which it is stored, or why it is refused. */
export type ItemCheck = (value: string) => { value: string } | { fault: ReasonCode };

/** What no text may exceed, so that one broken row cannot fill the store. */
const LONGEST_TEXT = 10_000;
const YES = new Set(['true', 't', '1', 'y', 'yes', '是']);
const NO = new Set(['false', 'f', '0', 'n', 'no', '否']);

/** @throws RangeError for a code table that is not known, SyntaxError for a faulty pattern */
export function itemCheck(
  item: ItemDefinition,
  options: { table: (id: string) => CodeTable | undefined; demo: boolean },
): ItemCheck {
  const typed = typeCheck(item, options);
  const longest = Math.min(item.maxLength ?? LONGEST_TEXT, LONGEST_TEXT);
  const pattern = item.pattern === undefined ? undefined : new RegExp(item.pattern, 'u');
  return (text) => {
    // What is beyond all measure is not looked through: a value of 50 MB would hold up all others.
    if (text.length > 2 * LONGEST_TEXT) return { fault: 'too-long' };
    if (UNREADABLE.test(text)) return { fault: 'bad-characters' };
    // Counting characters (not UTF-16 units) only where it can matter.
    if (text.length > longest && [...text].length > longest) return { fault: 'too-long' };
    const checked = typed(text);
    if (!('fault' in checked) && pattern && !pattern.test(checked.value)) return { fault: 'pattern' };
    return checked;
  };
}

function typeCheck(
  item: ItemDefinition,
  options: { table: (id: string) => CodeTable | undefined; demo: boolean },
): ItemCheck {
  switch (item.type) {
    case 'text':
      return (value) => ({ value });
    case 'date':
      return (value) => (isPlainDate(value) && value >= '0001-01-01' ? { value } : { fault: 'not-a-date' });
    case 'integer':
      return (value) => {
        if (!/^[+-]?\d{1,18}$/.test(value)) return { fault: 'not-an-integer' };
        const number = BigInt(value);
        if (item.min !== undefined && number < BigInt(item.min)) return { fault: 'too-small' };
        if (item.max !== undefined && number > BigInt(item.max)) return { fault: 'too-large' };
        return { value: number.toString() };
      };
    case 'number':
      return (value) => {
        const number = canonicalNumber(value);
        if (number === undefined) return { fault: 'not-a-number' };
        if (item.min !== undefined && Number(number) < item.min) return { fault: 'too-small' };
        if (item.max !== undefined && Number(number) > item.max) return { fault: 'too-large' };
        return { value: number };
      };
    case 'timestamp':
      return (value) => {
        const timestamp = canonicalTimestamp(value);
        return timestamp === undefined ? { fault: 'not-a-timestamp' } : { value: timestamp };
      };
    case 'boolean':
      return (value) => {
        const word = value.toLowerCase();
        if (YES.has(word)) return { value: 'true' };
        return NO.has(word) ? { value: 'false' } : { fault: 'not-a-boolean' };
      };
    case 'code': {
      const table = item.codeTable === undefined ? undefined : options.table(item.codeTable);
      if (!table) throw new RangeError(`The item ${item.name} names no known code table`);
      return (value) => (table.codes.has(value) ? { value } : { fault: 'unknown-code' });
    }
    case 'citizen-id':
      return (value) => {
        const fault = citizenIdFault(value);
        if (fault) return { fault: `citizen-id-${fault}` };
        return !options.demo && isDemoCitizenId(value) ? { fault: 'demo-identifier' } : { value };
      };
    case 'credit-code':
      return (value) => (isCreditCode(value) ? { value } : { fault: 'credit-code' });
  }
}
