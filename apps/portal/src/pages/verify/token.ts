/** The token in what a QR code holds: the `t` of a verify address, or the text itself without the white space of copying. */
export function tokenIn(text: string): string {
  const trimmed = text.trim();
  if (/^https?:\/\//i.test(trimmed)) {
    try {
      const token = new URL(trimmed.replace(/\s+/g, '')).searchParams.get('t');
      if (token) return token;
    } catch {
      // Not an address after all; the server says what it is.
    }
  }
  return trimmed.replace(/\s+/g, '');
}
