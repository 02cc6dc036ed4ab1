import type { Link } from '../connect.ts';
import { BINARY_COLLATION } from './table-map.ts';

/** How texts of a collation are read. */
export type Charset = { readonly name: string; readonly mostBytes: number; readonly decode: Decode };
export type Decode = (buffer: Buffer, from: number, end: number) => string;
export type Charsets = ReadonlyMap<number, Charset>;

const utf8: Decode = (buffer, from, end) => buffer.toString('utf8', from, end);
/** MySQL's names that the Encoding Standard calls otherwise; latin1 is Windows' there too. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  latin1: 'windows-1252',
  latin2: 'iso-8859-2',
  latin5: 'windows-1254',
  greek: 'iso-8859-7',
  hebrew: 'iso-8859-8',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  cp1256: 'windows-1256',
  cp1257: 'windows-1257',
  gb2312: 'gbk',
  ujis: 'euc-jp',
  eucjpms: 'euc-jp',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  euckr: 'euc-kr',
  ucs2: 'utf-16be',
  utf16: 'utf-16be',
  utf16le: 'utf-16le',
  cp866: 'ibm866',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  tis620: 'windows-874',
};

/** How to read texts in a character set; undefined when we cannot. */
export function decoderOf(charset: string): Decode | undefined {
  if (['utf8mb4', 'utf8mb3', 'utf8', 'ascii', 'binary'].includes(charset)) return utf8;
  try {
    const decoder = new TextDecoder(OTHER_NAMES[charset] ?? charset);
    return (buffer, from, end) => decoder.decode(buffer.subarray(from, end));
  } catch {
    return undefined;
  }
}

/** All collations of the server, with their character sets. */
export async function readCharsets(link: Link): Promise<Charsets> {
  const rows = await link
    .ask(
      `select a.id as id, a.character_set_name as name, c.maxlen as most from information_schema.collation_character_set_applicability a
         join information_schema.character_sets c on c.character_set_name = a.character_set_name`,
    )
    // MySQL and MariaDB before 10.10 number collations elsewhere.
    .catch(() =>
      link.ask(
        `select a.id as id, a.character_set_name as name, c.maxlen as most from information_schema.collations a
           join information_schema.character_sets c on c.character_set_name = a.character_set_name`,
      ),
    );
  const charsets = new Map<number, Charset>();
  const decoders = new Map<string, Decode | undefined>();
  for (const row of rows) {
    const name = row['name'] ?? '';
    if (row['id'] == null) continue;
    if (!decoders.has(name)) decoders.set(name, decoderOf(name));
    const decode = decoders.get(name);
    if (decode) charsets.set(Number(row['id']), { name, mostBytes: Number(row['most'] ?? 1), decode });
  }
  charsets.set(BINARY_COLLATION, { name: 'binary', mostBytes: 1, decode: utf8 });
  return charsets;
}
