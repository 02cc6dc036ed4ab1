import type { Language } from '@platform/kernel';

/** A line of a document: what it is, and what it says. */
export type LabelledValue = { label: string; value: string };

/**
 * A part of an official form, as ruled cells of one width. `facts`: label and value beside each other, two to a line where both are short. `table`: rows under heads
 * that stand again on each page; `share`, a whole number, is a column's part of the width. `text`: paragraphs. `signatures`: boxes beside each other, `lines` at their foot to be written on.
 */
export type FormPart = {
  title?: string;
  /** Of a group within a section: its title is smaller. */
  inner?: true;
} & (
  | { kind: 'facts'; facts: readonly LabelledValue[] }
  | { kind: 'table'; heads: readonly { title: string; share: number }[]; rows: readonly (readonly string[])[] }
  | { kind: 'text'; paragraphs: readonly string[] }
  | { kind: 'signatures'; boxes: readonly { heading: string; text?: string; lines: readonly string[] }[] }
);

/**
 * What a document says and roughly how. All texts come from the caller, in the document's language; nothing here knows
 * what kind of paper it is.
 */
export type DocumentSpec = {
  /** `card`: a coloured card with label/value lines, as a licence. `notice`: a letter with paragraphs, as a decision. `form`: an official form (`parts`), as an application. */
  layout: 'card' | 'notice' | 'form';
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
  parts?: readonly FormPart[];
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
