/** An address down to its street office, town or township (街道、镇、乡), as addresses are written in China; undefined where it names none. */
export function streetOf(address: string): string | undefined {
  return /^.{2,}?(?:街道|镇|乡|苏木)/u.exec(address.trim())?.[0];
}
