import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createSealer, openKeyStore } from '@platform/crypto';
import { DomainError, systemClock } from '@platform/kernel';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { FILE_KINDS } from './file-kinds.ts';
import { openFiles, type Files, type PutOptions } from './files.ts';

const root = mkdtempSync(join(tmpdir(), 'yiwang-files-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const sealer = createSealer(openKeyStore({ folder: join(root, 'keys'), clock: systemClock }), 'files');
const plainFolder = join(root, 'plain');
const sealedFolder = join(root, 'sealed');
const plain = openFiles({ folder: plainFolder });
const sealed = openFiles({ folder: sealedFolder, sealer });

const PDF = Buffer.from('%PDF-1.7\n%\xff\xff\xff\xff\n1 0 obj\n<<>>\nendobj\n', 'latin1');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const everything = Object.values(FILE_KINDS).map(({ mime }) => mime);
const options = (name: string, more: Partial<PutOptions> = {}): PutOptions => ({
  name,
  context: 'case:1:photo',
  maxBytes: 1024 * 1024,
  acceptTypes: everything,
  ...more,
});
const from = (bytes: Uint8Array): Readable => Readable.from([bytes]);

function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function codeOf(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => 'no error',
    (error: unknown) => {
      if (error instanceof DomainError) return error.code;
      throw error;
    },
  );
}

/** A zip of stored entries: enough for telling kinds apart. */
function zipOf(...names: string[]): Buffer {
  const local = names.map((name) => {
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(name.length, 26);
    return Buffer.concat([head, Buffer.from(name)]);
  });
  const central = names.map((name) => {
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(name.length, 28);
    return Buffer.concat([head, Buffer.from(name)]);
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  return Buffer.concat([...local, ...central, end]);
}

describe.each<[string, Files, string]>([
  ['a plain store', plain, plainFolder],
  ['a sealed store', sealed, sealedFolder],
])('%s', (_, files, folder) => {
  test('gives back any bytes, once kept however often they come, and only for their context', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.string(), async (bytes, context) => {
        const { id, size } = await files.putBytes(bytes, context);
        expect(size).toBe(bytes.length);
        expect((await files.putBytes(bytes, context)).id).toBe(id);
        expect(await files.getBytes(id, context)).toEqual(Buffer.from(bytes));
        expect(await codeOf(files.getBytes(id, `${context}x`))).toBe('files.corrupted');
      }),
      { numRuns: 25 },
    );
  });

  test('takes in a large stream in small pieces, and gives it back as one', async () => {
    const bytes = Buffer.concat([PDF, Buffer.alloc(900_000, 'a1b2c3')]);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7001) }, (_, i) =>
      bytes.subarray(i * 7001, (i + 1) * 7001),
    );
    const stored = await files.put(Readable.from(pieces), options('a.PDF'));
    expect(stored).toMatchObject({ size: bytes.length, mime: 'application/pdf' });
    expect((await files.getBytes(stored.id, 'case:1:photo'))?.equals(bytes)).toBe(true);
    const info = await files.stat(stored.id);
    expect(info?.storedBytes).toBeGreaterThanOrEqual(bytes.length);
    expect(info?.storedBytes).toBeLessThan(bytes.length + 2000);
  });

  test('notices any damage on disk, and hands out no damaged end', async () => {
    const bytes = Buffer.concat([PDF, Buffer.alloc(600_000, 'z')]);
    const { id } = await files.put(from(bytes), options('damage.pdf'));
    const path = join(folder, id.slice(0, 2), id);
    const good = readFileSync(path);
    const changed = Buffer.from(good);
    changed[good.length - 100] = (changed[good.length - 100] as number) ^ 1;
    const cut = good.subarray(0, good.length - 1);
    const wholePiecesOnly = good.subarray(0, Math.floor(good.length / 2));
    for (const bad of [changed, cut, wholePiecesOnly, Buffer.alloc(0)]) {
      writeFileSync(path, bad);
      expect(await codeOf(files.getBytes(id, 'case:1:photo'))).toBe('files.corrupted');
    }
    writeFileSync(path, good);
    expect((await files.getBytes(id, 'case:1:photo'))?.length).toBe(bytes.length);
  });

  test('knows no file by a wrong id, and leaves its folder by none', async () => {
    for (const id of ['0'.repeat(64), '', '../../keys/master.json', '..', 'A'.repeat(64), `${'0'.repeat(63)}/`]) {
      expect(await files.getBytes(id, 'c')).toBeUndefined();
      expect(await files.getStream(id, 'c')).toBeUndefined();
      expect(await files.stat(id)).toBeUndefined();
    }
  });
});

test('sealed content cannot be read on disk; files are closed to others', async () => {
  const { id } = await sealed.putBytes(Buffer.from('姓名：张三'), 'c');
  const path = join(sealedFolder, id.slice(0, 2), id);
  expect(readFileSync(path).includes('张三')).toBe(false);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(sealedFolder).mode & 0o777).toBe(0o700);
});

test('too large a file is refused while it streams: the source is closed and nothing kept', async () => {
  const before = allFiles(plainFolder);
  let sent = 0;
  let closed = false;
  const endless = async function* (): AsyncIterable<Buffer> {
    try {
      for (;;) {
        sent += 65536;
        yield Buffer.concat([PDF, Buffer.alloc(65536 - PDF.length)]);
        await Promise.resolve();
      }
    } finally {
      closed = true;
    }
  };
  const refused = plain.put(endless(), options('big.pdf', { maxBytes: 300_000 }));
  await expect(refused).rejects.toMatchObject({ code: 'files.too-large', status: 413, params: { limit: '292 KiB' } });
  expect(sent).toBeLessThan(500_000);
  expect(closed).toBe(true);
  expect(allFiles(plainFolder)).toEqual(before);
  const exact = Buffer.concat([PDF, Buffer.alloc(300_000 - PDF.length)]);
  expect((await plain.put(from(exact), options('big.pdf', { maxBytes: 300_000 }))).size).toBe(300_000);
});

describe('what a file is goes by its content', () => {
  const gb18030 = Buffer.from('d0d5c3fb2cb5d8d6b70ad5c5c8fd2cc3f7d6ddcad00a', 'hex');
  const accepted: [string, Buffer, string, string?][] = [
    ['scan.pdf', PDF, 'application/pdf'],
    ['photo.png', PNG, 'image/png'],
    ['照片.PNG', PNG, 'image/png'],
    ['photo.jpeg', Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb', 'hex'), 'image/jpeg'],
    ['list.csv', Buffer.from('姓名,地址\n张三,明州市\n'), 'text/csv', 'utf-8'],
    ['list.csv', Buffer.from('\ufeff姓名,地址\n'), 'text/csv', 'utf-8'],
    ['list.csv', gb18030, 'text/csv', 'gb18030'],
    ['note.txt', Buffer.from('plain\r\n\ttext'), 'text/plain', 'utf-8'],
    ['data.json', Buffer.from(' {"a":1}'), 'application/json', 'utf-8'],
    ['data.xml', Buffer.from('<?xml version="1.0"?><a/>'), 'application/xml', 'utf-8'],
    ['a.zip', zipOf('a.txt'), 'application/zip'],
    ['a.xlsx', zipOf('[Content_Types].xml', 'xl/workbook.xml'), FILE_KINDS.xlsx.mime],
    ['a.docx', zipOf('[Content_Types].xml', 'word/document.xml'), FILE_KINDS.docx.mime],
    ['a.ofd', zipOf('OFD.xml', 'Doc_0/Document.xml'), FILE_KINDS.ofd.mime],
    ['old.xls', Buffer.from('d0cf11e0a1b11ae1'.padEnd(1200, '0'), 'hex'), 'application/x-cfb'],
  ];
  test.each(accepted)('%s is taken', async (name, bytes, mime, encoding) => {
    const stored = await sealed.put(from(bytes), options(name));
    expect(stored.mime).toBe(mime);
    expect(stored.encoding).toBe(encoding);
  });

  const disguised: [string, Buffer, string][] = [
    ['photo.jpg', PNG, '.png'],
    ['photo.jpg', PDF, '.pdf'],
    ['scan.pdf', Buffer.from('just text'), '.txt'],
    ['list.csv', PNG, '.png'],
    ['list.csv', Buffer.from('<html><script>alert(1)</script>'), '.html'],
    ['note.txt', Buffer.from('\ufeff <!DOCTYPE html><p>'), '.html'],
    ['list.csv', Buffer.from('a,b\n1,\u0000\n'), '?'],
    ['list.csv', Buffer.from('61ff0a', 'hex'), '?'],
    ['a.xlsx', zipOf('a.txt'), '.zip'],
    ['a.docx', zipOf('[Content_Types].xml', 'xl/workbook.xml'), '.xlsx'],
    ['a.xlsx', Buffer.from('a,b\n'), '.txt'],
    ['scan.pdf', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), '.exe'],
    ['data.json', Buffer.from('a,b'), '.txt'],
  ];
  test.each(disguised)('%s with other content is refused', async (name, bytes, found) => {
    const before = allFiles(plainFolder);
    await expect(plain.put(from(bytes), options(name))).rejects.toMatchObject({
      code: 'files.not-what-its-ending-says',
      params: { ending: name.split('.').at(-1)?.toLowerCase(), found },
    });
    expect(allFiles(plainFolder)).toEqual(before);
  });

  test('a kind not asked for, of an unknown ending or of none is refused, and the accepted ones are told', async () => {
    const only = { acceptTypes: ['application/pdf', 'image/jpeg'] };
    await expect(plain.put(from(PNG), options('a.png', only))).rejects.toMatchObject({
      code: 'files.type-not-accepted',
      params: { found: '.png', accepted: '.pdf, .jpg' },
    });
    const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
    expect(await codeOf(plain.put(from(program), options('setup.exe')))).toBe('files.type-not-accepted');
    expect(await codeOf(plain.put(from(PDF), options('noending')))).toBe('files.type-not-accepted');
    expect(await codeOf(plain.put(from(PDF), options('../../etc/passwd')))).toBe('files.type-not-accepted');
  });

  test('an empty file is refused', async () => {
    expect(await codeOf(plain.put(from(Buffer.alloc(0)), options('a.txt')))).toBe('files.empty');
  });

  test('a character cut by the border of two chunks is still text', async () => {
    const bytes = Buffer.from('字'.repeat(1000));
    const pieces = Array.from({ length: bytes.length }, (_, index) => bytes.subarray(index, index + 1));
    expect((await plain.put(Readable.from(pieces), options('a.txt'))).encoding).toBe('utf-8');
  });
});

test('an upload that breaks off is said as such, and nothing is kept', async () => {
  const before = allFiles(plainFolder);
  const broken = async function* (): AsyncIterable<Buffer> {
    yield PDF;
    await Promise.resolve();
    throw new Error('ECONNRESET');
  };
  expect(await codeOf(plain.put(broken(), options('a.pdf')))).toBe('files.interrupted');
  expect(allFiles(plainFolder)).toEqual(before);
});

describe('the malware scan', () => {
  const readAll = async (content: AsyncIterable<Uint8Array>): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  test('with none configured says so of each file', async () => {
    expect((await plain.put(from(PNG), options('a.png'))).scan).toEqual({
      by: 'none configured',
      result: 'not-scanned',
    });
  });
  test('sees the plain content of sealed files, and keeps out what it finds', async () => {
    const folder = join(root, 'scanned');
    const files = openFiles({
      folder,
      sealer,
      malwareScan: {
        name: 'word scanner',
        async scan(content) {
          return (await readAll(content)).includes('EICAR')
            ? { result: 'malware', finding: 'test' }
            : { result: 'clean' };
        },
      },
    });
    const good = await files.put(from(Buffer.from('fine')), options('a.txt'));
    expect(good.scan).toEqual({ by: 'word scanner', result: 'clean' });
    const before = allFiles(folder);
    expect(await codeOf(files.put(from(Buffer.from('EICAR')), options('a.txt')))).toBe('files.malware-found');
    expect(allFiles(folder)).toEqual(before);
  });
  test('that cannot be done keeps the file out', async () => {
    const files = openFiles({
      folder: join(root, 'unscannable'),
      malwareScan: { name: 'down', scan: () => Promise.reject(new Error('connection refused')) },
    });
    expect(await codeOf(files.put(from(PNG), options('a.png')))).toBe('files.scan-failed');
    expect(allFiles(join(root, 'unscannable'))).toEqual([]);
  });
});

test('what a crash left of an upload is cleared away after a day, and not before', () => {
  const folder = join(root, 'crashed');
  openFiles({ folder });
  const old = join(folder, 'incoming', 'old.part');
  const young = join(folder, 'incoming', 'young.part');
  writeFileSync(old, 'x');
  writeFileSync(young, 'x');
  const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
  utimesSync(old, twoDaysAgo, twoDaysAgo);
  openFiles({ folder });
  expect(readdirSync(join(folder, 'incoming'))).toEqual(['young.part']);
});
