import { execFileSync } from 'node:child_process';

/** The text that a reader of the PDF finds in it; undefined (and a line that says so) where this machine has no pdftotext. */
export function pdfText(file: string): string | undefined {
  try {
    return execFileSync('pdftotext', ['-enc', 'UTF-8', file, '-'], { encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    console.log('not run: needs pdftotext (Debian package poppler-utils)');
    return undefined;
  }
}
