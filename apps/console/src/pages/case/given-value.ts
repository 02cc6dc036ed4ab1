/** What somebody typed for a variable of a process: a number, yes or no where it reads so, else a code. */
export function valueOf(text: string): string | number | boolean {
  const plain = text.trim();
  if (/^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/.test(plain)) return Number(plain);
  if (plain === 'true' || plain === 'false') return plain === 'true';
  return plain;
}
