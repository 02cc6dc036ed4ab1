import { addDays, citizenIdCheckDigit, type Mask } from '@platform/kernel';
import type { ItemType } from '@modules/catalogue/contract';
import type { InterfaceDefinition } from './definition.ts';

/** Rows that the trial on made-up data works with: enough for groups above the minimum. */
const ROWS = 300;
const NAMES = ['赵示例', '钱示例', '孙示例', '李示例', '周示例', '吴示例', '郑示例', '王示例'];

export type SyntheticRow = Readonly<Record<string, string | null>>;

/**
 * Made-up rows for trying an interface without a grant, the same each time. Identifiers begin with 99, the area code that no real one has
 * (only firms' codes cannot be made so, and are left out).
 * @param codesOf the codes of a code table
 */
export function syntheticRows(
  definition: Pick<InterfaceDefinition, 'ground'>,
  codesOf: (table: string) => readonly string[],
): SyntheticRow[] {
  const fields = [...definition.ground.fields.values()];
  return Array.from({ length: ROWS }, (_, row) =>
    Object.fromEntries(
      fields.map(({ name, type, mask, codeTable }, column) => [
        name,
        valueOf({ type, mask }, row, column, codeTable === undefined ? [] : codesOf(codeTable)),
      ]),
    ),
  );
}

/** Values of the first made-up row for the parameters that an interface needs: tried with them, it is found. */
export function exampleParameters(
  definition: Pick<InterfaceDefinition, 'ground' | 'parameters' | 'mode'>,
  codesOf: (table: string) => readonly string[],
): Record<string, string> {
  // Of groups: all of them.
  if (definition.mode === 'aggregate') return {};
  const first = syntheticRows(definition, codesOf)[0] ?? {};
  return Object.fromEntries(
    definition.parameters.flatMap(({ name, field, required }) => {
      const value = first[field];
      return !required || value === null || value === undefined ? [] : [[name, value]];
    }),
  );
}

function valueOf(
  { type, mask }: { type: ItemType; mask: Mask },
  row: number,
  column: number,
  codes: readonly string[],
): string | null {
  // Each column in a rhythm of its own, so that columns are not copies of each other.
  const turn = (choices: number): number => (row * (2 * column + 1) + (row >> 3) * column) % choices;
  switch (type) {
    case 'citizen-id': {
      const head = `9902${String(row % 100).padStart(2, '0')}${addDays('1950-01-01', row * 67).replaceAll('-', '')}${String(100 + (row % 900))}`;
      return head + citizenIdCheckDigit(head);
    }
    case 'credit-code':
      return null;
    case 'date':
      return addDays('1940-01-01', row * 97 + column * 31);
    case 'timestamp':
      return `${addDays('2026-01-01', turn(300))} 09:00:00`;
    case 'integer':
    case 'number':
      return String(1 + turn(50));
    case 'boolean':
      return turn(2) === 0 ? 'true' : 'false';
    case 'code':
      return codes.length === 0 ? String(1 + turn(3)) : (codes[turn(codes.length)] as string);
    default:
      return textLike(mask, row, column, turn);
  }
}

/** A text of the kind that its mask is for. */
function textLike(mask: Mask, row: number, column: number, turn: (choices: number) => number): string {
  if (mask === 'name') return NAMES[turn(NAMES.length)] as string;
  if (mask === 'phone') return `139${String(10_000_000 + row)}`;
  if (mask === 'address') return `示例市示例区示例路${1 + row}号`;
  return `示例${column + 1}-${1 + turn(4)}`;
}
