/** A record that cannot be told from its neighbours: a quote in the middle of a field, or without its pair. `record` counts from 0. */
export class MalformedCsv extends Error {
  readonly record: number;
  constructor(record: number) {
    super(`Malformed CSV near record ${record}`);
    this.record = record;
  }
}

/** One record may not be longer; a quote without its pair would else swallow the rest of the file. */
const LONGEST_RECORD = 16 * 1024 * 1024;

/**
 * Takes CSV text (RFC 4180; lines end by LF or CRLF) in pieces and gives the records that are whole.
 * `end` gives the last one, which needs no line end. @throws MalformedCsv
 */
export function csvReader(delimiter: string): { push(text: string): string[][]; end(): string[][] } {
  let rest = '';
  let records = 0;

  const take = (text: string, final: boolean): string[][] => {
    const found: string[][] = [];
    let at = 0;
    let quote = text.indexOf('"');
    while (at < text.length) {
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
      const lineEnd = text.indexOf('\n', at);
      if (lineEnd < 0 && !final) break;
      const end = lineEnd < 0 ? text.length : lineEnd;
      if (quote < 0 || quote > end) {
        const stop = end > at && text.charCodeAt(end - 1) === 13 && lineEnd >= 0 ? end - 1 : end;
        found.push(text.slice(at, stop).split(delimiter));
        records += 1;
        at = end + 1;
        continue;
      }
      const quoted = quotedRecord(text, at, final);
      if (!quoted) break;
      found.push(quoted.record);
      records += 1;
      at = quoted.next;
    }
    rest = text.slice(at);
    if (rest.length > LONGEST_RECORD) throw new MalformedCsv(records);
    return found;
  };

  /** The record at `at`, which holds a quote; undefined while its end has not come. */
  const quotedRecord = (text: string, at: number, final: boolean): { record: string[]; next: number } | undefined => {
    const record: string[] = [];
    for (let from = at; ; ) {
      if (text[from] === '"') {
        let value = '';
        let after = from + 1;
        for (;;) {
          const close = text.indexOf('"', after);
          if (close < 0) {
            if (final) throw new MalformedCsv(records);
            return undefined;
          }
          value += text.slice(after, close);
          // Whether it closes or stands for itself, only the next character tells.
          if (close + 1 >= text.length && !final) return undefined;
          after = close + 1;
          if (text[after] !== '"') break;
          value += '"';
          after += 1;
        }
        record.push(value);
        if (text.startsWith(delimiter, after)) {
          from = after + delimiter.length;
          continue;
        }
        if (after >= text.length) return { record, next: after };
        if (text[after] === '\n') return { record, next: after + 1 };
        if (text[after] === '\r' && after + 1 >= text.length) return final ? { record, next: after + 1 } : undefined;
        if (text[after] === '\r' && text[after + 1] === '\n') return { record, next: after + 2 };
        throw new MalformedCsv(records);
      }
      const lineEnd = text.indexOf('\n', from);
      const border = text.indexOf(delimiter, from);
      if (lineEnd < 0 && border < 0 && !final) return undefined;
      const isBorder = border >= 0 && (lineEnd < 0 || border < lineEnd);
      const stop = isBorder ? border : lineEnd < 0 ? text.length : lineEnd;
      let value = text.slice(from, stop);
      if (!isBorder && lineEnd >= 0 && value.endsWith('\r')) value = value.slice(0, -1);
      if (value.includes('"')) throw new MalformedCsv(records);
      record.push(value);
      if (!isBorder) return { record, next: stop + 1 };
      from = border + delimiter.length;
    }
  };

  return {
    push: (text) => take(rest + text, false),
    end: () => take(rest, true),
  };
}

const DELIMITERS = [',', '\t', ';', '|'];

/** The sign between values: the one that cuts most of the first records into the same number of values, more than one. */
export function guessDelimiter(sample: string): string {
  let best = ',';
  let most = 0;
  for (const delimiter of DELIMITERS) {
    const reader = csvReader(delimiter);
    let records: string[][];
    try {
      records = reader.push(sample);
      // A piece of a file ends anywhere; only a short file's last record is whole.
      if (records.length === 0) records = reader.end();
    } catch {
      continue;
    }
    const width = records[0]?.length ?? 0;
    if (width < 2) continue;
    const same = records.filter((record) => record.length === width).length;
    const score = (same / records.length) * 1_000 + width;
    if (score > most) {
      most = score;
      best = delimiter;
    }
  }
  return best;
}
