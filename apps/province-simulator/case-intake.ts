import { isCitizenId, isPlainDate } from '@platform/kernel';
import type { Ledger } from './ledger.ts';

/** One report of a case (办件上报) as it is kept here. */
export type KeptReport = { receipt_no: string; case_no: string; kind: string; sequence: number; day: string };

const KINDS: ReadonlySet<unknown> = new Set(['case', 'process', 'result', 'review']);
const MOST_ITEMS = 500;
const MOST_PAGE = 500;

type Fault = { code: string; message: string };
type Item = {
  serial_no: string;
  case_no: string;
  kind: string;
  sequence: number;
  happened_on: string;
  content: object;
};

const shapeless: Fault = { code: '30602', message: '上报内容不完整' };

/** The item, or what is wrong with it. */
function read(told: unknown): Item | Fault {
  const one = (told ?? {}) as Partial<Item>;
  const { serial_no: serial, case_no: caseNo, sequence, happened_on: day, content } = one;
  const fine =
    typeof serial === 'string' &&
    serial.length >= 8 &&
    typeof caseNo === 'string' &&
    caseNo !== '' &&
    KINDS.has(one.kind) &&
    Number.isInteger(sequence) &&
    typeof day === 'string' &&
    isPlainDate(day) &&
    typeof content === 'object' &&
    content !== null;
  if (!fine) return shapeless;
  const {
    matter_code: matter,
    org_code: organisation,
    applicant_kind: applicant,
    applicant_name: name,
  } = content as Record<string, unknown>;
  if (String(matter ?? '').length !== 31 || String(organisation ?? '').length !== 18) return shapeless;
  // No number of a person in clear, wherever it stands; a person's name only masked.
  const numbers = JSON.stringify(content).match(/(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/g) ?? [];
  const unmasked = applicant === 'person' && !String(name ?? '').includes('*');
  if (unmasked || numbers.some((number) => isCitizenId(number.toUpperCase())))
    return { code: '30601', message: '上报内容含未脱敏的个人信息' };
  return one as Item;
}

/**
 * Takes a batch. Each item is answered for itself: a receipt number, the same for one that is known already; or why not. What comes before
 * its case's turn is not taken, so that nothing of a case can be missing in between.
 */
export function takeReports(
  param: Record<string, unknown>,
  ledger: Ledger,
  refuses: () => boolean,
): { items: object[] } | Fault {
  const { items } = param;
  if (!Array.isArray(items) || items.length === 0 || items.length > MOST_ITEMS) return shapeless;
  const { reports, cases } = ledger.kept;
  return {
    items: items.map((told: unknown) => {
      const item = read(told);
      const serial = (told as Partial<Item> | null)?.serial_no;
      if ('code' in item) return { serial_no: serial, ...item };
      const known = reports[item.serial_no];
      if (known) return { serial_no: serial, receipt_no: known.receipt_no, repeated: true };
      if (item.sequence > (cases[item.case_no] ?? 0) + 1)
        return { serial_no: serial, code: '30501', message: '该办件前面的信息尚未收到' };
      if (refuses()) return { serial_no: serial, code: '30602', message: '与省事项库不一致' };
      const receipt = ledger.number('SB');
      reports[item.serial_no] = {
        receipt_no: receipt,
        case_no: item.case_no,
        kind: item.kind,
        sequence: item.sequence,
        day: item.happened_on,
      };
      cases[item.case_no] = Math.max(cases[item.case_no] ?? 0, item.sequence);
      return { serial_no: serial, receipt_no: receipt, repeated: false };
    }),
  };
}

/** What is held of a day (对账), in pages. */
export function reportsOfDay(
  param: Record<string, unknown>,
  ledger: Ledger,
): { total: number; items: object[] } | Fault {
  const { day } = param;
  if (typeof day !== 'string' || !isPlainDate(day)) return { code: '30301', message: '日期不正确' };
  const page = Math.max(1, Number(param['page'] ?? 1));
  const size = Math.min(MOST_PAGE, Math.max(1, Number(param['size'] ?? MOST_PAGE)));
  const all = Object.entries(ledger.kept.reports)
    .filter(([, one]) => one.day === day)
    .map(([serial_no, { day: _, ...one }]) => ({ serial_no, ...one }))
    .sort((one, other) => (one.serial_no < other.serial_no ? -1 : 1));
  return { total: all.length, items: all.slice((page - 1) * size, page * size) };
}
