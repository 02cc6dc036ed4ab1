import { isMoney, type FormSchema } from '@platform/forms';
import { parseYuan } from '@platform/kernel/browser';

/** What typed text comes to as the answer of a number field: a number, whole fen for money. What is no number stays text, for the check to name. */
export function readNumber(text: string, part: FormSchema): unknown {
  const clean = text.trim().replace(/[０-９．]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  if (clean === '') return undefined;
  if (isMoney(part)) {
    const fen = parseYuan(clean.replace(/\.$/, ''));
    return fen === undefined || !Number.isSafeInteger(Number(fen)) ? text : Number(fen);
  }
  return /^-?\d+(\.\d+)?$/.test(clean) && Number.isFinite(Number(clean)) ? Number(clean) : text;
}

/** An answer as it stands in its field. */
export function writtenNumber(value: unknown, part: FormSchema): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return '';
  if (!isMoney(part) || !Number.isSafeInteger(value)) return String(value);
  const digits = String(Math.abs(value)).padStart(3, '0');
  const cents = digits.slice(-2);
  return `${value < 0 ? '-' : ''}${digits.slice(0, -2)}${cents === '00' ? '' : `.${cents}`}`;
}
