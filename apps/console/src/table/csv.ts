/** Rows as CSV that Excel opens right: UTF-8 with a mark, CRLF, every cell quoted, and no cell that a spreadsheet takes for a formula. */
export function csvOf(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => cells.map(cell).join(',');
  return `\uFEFF${[line(heading), ...rows.map(line)].join('\r\n')}\r\n`;
}

function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** Hands the file to the browser's downloads. */
export function saveCsv(fileName: string, csv: string): void {
  const href = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = href;
  link.download = `${fileName}.csv`;
  link.click();
  URL.revokeObjectURL(href);
}
