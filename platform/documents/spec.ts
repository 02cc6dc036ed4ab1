import type { Language } from '@platform/kernel';

/** A line of a document: what it is, and what it says. */
export type LabelledValue = { label: string; value: string };

/**
 * What a document says and roughly how. All texts come from the caller, in the document's language; nothing here knows
 * what kind of paper it is.
 */
export type DocumentSpec = {
  /** `card`: a coloured card with label/value lines, as a licence. `notice`: a letter with paragraphs, as a decision. */
  layout: 'card' | 'notice';
  language: Language;
  /** Becomes the file's creation date; equal specs give equal bytes. */
  createdAt: Date;
  title: string;
  subtitle?: string;
  /** A document number, shown below the title. */
  number?: string;
  /** Main colour, `#rrggbb`; a calm blue unless told. White text must be readable on it. */
  colour?: string;
  fields?: readonly LabelledValue[];
  paragraphs?: readonly string[];
  /** Who issues the document and when, as shown; the seal is drawn over it. */
  closing?: { issuer: string; date: string };
  /** Draws a test seal (a star in a ring, the owner's name along it, marked 测试章) beside the closing lines. */
  seal?: { owner: string };
  qr?: { text: string; caption?: string };
  footers?: readonly string[];
  /** A value kept in the file as canonical JSON, as an attachment: read back by `readEmbedded`. */
  embedded?: unknown;
  /** Reserves the place for a signature; `signPdf` fills it. */
  signature?: { name: string; reason: string };
};
