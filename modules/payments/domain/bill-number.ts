/**
 * The number of a bill (缴款码), 20 digits: division of the city 6, year 4, serial 9, check digit. Numbers of this kind have no national
 * layout; the check digit is that of ISO 7064 MOD 11,10, so that one wrong digit is noticed at the counter.
 */
export function billNumber(division: string, year: number, serial: bigint): string {
  const first = `${division.slice(0, 6).padEnd(6, '0')}${year}${serial.toString().padStart(9, '0')}`;
  return first + checkDigit(first);
}

export function isBillNumber(text: string): boolean {
  return /^\d{20}$/.test(text) && checkDigit(text.slice(0, -1)) === text.at(-1);
}

function checkDigit(digits: string): string {
  let product = 10;
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return String((11 - product) % 10);
}
