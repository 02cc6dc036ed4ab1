/** `TCO-2026-000123`: the matter's local code or the initials of who handles it, the year, a running number over all of them. */
export function caseNumber(localCode: string | undefined, organisation: string, year: string, serial: number): string {
  const own = localCode?.toUpperCase().replace(/[^0-9A-Z]/g, '');
  const initials = organisation
    .split('-')
    .map((word) => word[0])
    .join('')
    .toUpperCase();
  return `${own || initials}-${year}-${String(serial).padStart(6, '0')}`;
}
