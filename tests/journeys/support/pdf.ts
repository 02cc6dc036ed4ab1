import { execFileSync } from 'node:child_process';

/** The text that a reader of the PDF (its file, or what is in it) finds; undefined (and a line that says so) where this machine has no pdftotext. */
export function pdfText(pdf: string | Buffer): string | undefined {
  try {
    const [file, input] = typeof pdf === 'string' ? [pdf, {}] : ['-', { input: pdf }];
    return execFileSync('pdftotext', ['-enc', 'UTF-8', file, '-'], { ...input, encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    console.log('not run: needs pdftotext (Debian package poppler-utils)');
    return undefined;
  }
}
