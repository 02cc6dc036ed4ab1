/**
 * As much of a PDF's structure as our own files need: one cross-reference table, one trailer, objects by number.
 * Files with updates, object streams or anything behind the end are none of ours and answer undefined.
 */
export type PdfStructure = {
  /** The text (one byte a character) of object `id`, from after `obj` to the next object. */
  object(id: number): { text: string; start: number } | undefined;
  readonly catalog: string;
};

export function readStructure(pdf: Buffer): PdfStructure | undefined {
  if (pdf.subarray(0, 9).toString('latin1') !== '%PDF-1.7\n') return undefined;
  const tail = /startxref\n(\d{1,10})\n%%EOF\n$/.exec(pdf.subarray(-64).toString('latin1'));
  if (tail === null) return undefined;
  const table = pdf.subarray(Number(tail[1])).toString('latin1');
  const head = /^xref\n0 (\d{1,7})\n/.exec(table);
  if (head === null) return undefined;
  const count = Number(head[1]);
  const entries = table.slice(head[0].length, head[0].length + 20 * count);
  const trailer = table.slice(head[0].length + 20 * count);
  const root = /\/Root (\d{1,7}) 0 R/.exec(trailer);
  if (!trailer.startsWith('trailer\n<<') || root === null || entries.length !== 20 * count) return undefined;

  const object = (id: number): { text: string; start: number } | undefined => {
    if (id < 1 || id >= count) return undefined;
    const offset = Number(entries.slice(20 * id, 20 * id + 10));
    const head = `${id} 0 obj\n`;
    if (pdf.subarray(offset, offset + head.length).toString('latin1') !== head) return undefined;
    const start = offset + head.length;
    const end = pdf.indexOf('\nendobj\n', start, 'latin1');
    return end < 0 ? undefined : { text: pdf.subarray(start, end).toString('latin1'), start };
  };
  const catalog = object(Number(root[1]))?.text;
  return catalog === undefined ? undefined : { object, catalog };
}

/** The object that `name` refers to in the text of another. */
export function follow(
  structure: PdfStructure,
  text: string,
  name: string,
): { text: string; start: number } | undefined {
  const reference = new RegExp(`/${name} \\[?(\\d{1,7}) 0 R`).exec(text);
  return reference === null ? undefined : structure.object(Number(reference[1]));
}
