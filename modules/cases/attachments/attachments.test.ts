import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FormSchema } from '@platform/forms';
import { eicarScan, openFiles } from '@platform/files';
import { SUBJECT } from '@platform/module';
import { personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { sql } from '@platform/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Matter } from '@modules/matters/contract';
import type { createCases } from '../module.ts';
import { casesAmongFakes, demoCitizenId, KITES } from '../testing/small-city.ts';
import { handInAttachments } from '../store/attachments.ts';
import { CLEAR_ATTACHMENTS } from './clear-attachments.ts';

const text = (zh: string, en: string) => ({ zh, en });
const title = text('项', 'Field');

/** A kite festival: helpers in a group, a fee nobody types, a plan when there are helpers, an owner whose name data fill in. */
const FESTIVAL: Matter = {
  ...KITES,
  id: 'kite-festival',
  version: '1.0.0+festival',
  result: { kind: 'other', name: text('同意', 'Consent') },
  prefill: [{ ...(KITES.prefill[0] as Matter['prefill'][number]), into: { 'owner.name': 'name' } }],
  materials: [
    {
      id: 'plan',
      title: text('方案', 'Plan'),
      kind: 'electronic',
      source: 'applicant',
      necessity: 'required',
      avoided: false,
    },
  ],
  formSchema: {
    type: 'object',
    required: ['colour', 'plan', 'owner'],
    properties: {
      colour: { type: 'string', enum: ['red', 'blue'], title },
      owner: {
        type: 'object',
        title,
        required: ['name'],
        properties: { name: { type: 'string', title }, nick: { type: 'string', title } },
      },
      helpers: {
        type: 'array',
        title,
        items: {
          type: 'object',
          properties: {
            name: { type: 'string', title },
            photo: {
              type: 'array',
              title,
              'x-upload': { material: 'photo', accept: ['image/png'], maxBytes: 1000, maxFiles: 1 },
            },
          },
        },
      },
      count: { type: 'integer', title, 'x-computed': { count: 'helpers' } },
      fee: { type: 'integer', title, 'x-money': true, 'x-computed': { product: ['count', 1550] } },
      plan: {
        type: 'array',
        title,
        'x-show': { field: 'count', atLeast: 1 },
        'x-upload': { material: 'plan', accept: ['application/pdf', 'image/png'], maxBytes: 600_000, maxFiles: 2 },
      },
    },
  } satisfies FormSchema as Record<string, unknown>,
  uiOrder: ['colour', 'owner', 'helpers', 'count', 'fee', 'plan'],
};

const people = {
  ann: {
    citizenId: demoCitizenId('1990-01-01', '001'),
    name: '安小妮',
    values: { name: '安小妮', address: '北街', status: '1' },
  },
  bob: { citizenId: demoCitizenId('1991-02-02', '002'), name: '包大山' },
};
const { create } = casesAmongFakes(people, [FESTIVAL]);
let city: TestCity<ReturnType<typeof createCases>>;
const as = (who: keyof typeof people) => personActor(who, city.blindIndex(people[who].citizenId, SUBJECT));
const clerk = staffActor('kite-window', ['clerk']);

beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => [
      create({
        ...f,
        files: openFiles({ folder: join(f.settings.dataFolder, 'own'), sealer: f.sealer, malwareScan: eicarScan }),
      }),
    ],
    now: '2026-11-20T02:00:00Z',
  });
});
afterAll(() => city.stop());

type Who = Parameters<typeof city.request>[0]['as'];
const ask = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  who: Who,
  body?: object,
  headers = {},
) => city.request({ method, path, as: who!, ...(body ? { body } : {}), headers });
const open = async (who: keyof typeof people = 'ann') =>
  (await ask('POST', '/api/cases', as(who), { matter: 'kite-festival' })).body;
const begin = (id: string, more: object = {}) =>
  ask('POST', `/api/cases/${id}/files`, as('ann'), { field: 'plan', name: '方案.pdf', size: PDF.length, ...more });
const piece = (path: string, offset: number, bytes: Buffer) =>
  ask('PATCH', path, as('ann'), bytes, {
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(offset),
    'tus-resumable': '1.0.0',
  });
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(300_000, 'x'), Buffer.from('\n%%EOF\n')]);
const uploaded = async (id: string, bytes = PDF, more: object = {}) => {
  const { body } = await begin(id, { size: bytes.length, ...more });
  await piece(`/api/cases/${id}/files/${body.id}`, 0, bytes);
  return String(body.id);
};
const stored = () =>
  readdirSync(join(city.settings.dataFolder, 'own'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );

describe('a file', () => {
  test('is refused by name, size and number before a byte travels', async () => {
    const { id } = await open();
    const codes = [];
    for (const more of [{ name: 'a.exe' }, { size: 0 }, { size: 600_001 }, { field: 'colour' }])
      codes.push((await begin(id, more)).body.code);
    expect(codes).toEqual(['cases.file-kind', 'cases.file-empty', 'cases.file-too-large', 'cases.no-such-file-field']);
    const both = [await begin(id), await begin(id)];
    expect((await begin(id)).body.code).toBe('cases.too-many-files');
    for (const { body } of both) await ask('DELETE', `/api/cases/${id}/files/${body.id}`, as('ann'));
    expect((await ask('GET', `/api/cases/${id}/files`, as('ann'))).body.items).toEqual([]);
  });

  test('goes on from where it stopped, is told by its content, and comes back as it was', async () => {
    const { id } = await open();
    const { body: file, status } = await begin(id);
    expect([status, file.state, file.offset]).toEqual([201, 'receiving', 0]);
    const path = `/api/cases/${id}/files/${file.id}`;
    expect((await piece(path, 0, PDF.subarray(0, 100_000))).headers['upload-offset']).toBe('100000');
    expect((await piece(path, 0, PDF)).body.code).toBe('files.wrong-offset');
    expect((await ask('GET', path, as('ann'))).body.code).toBe('cases.not-whole');
    const head = await city.http.inject({ method: 'HEAD', url: path });
    expect([head.statusCode, head.headers['upload-offset'], head.headers['upload-length']]).toEqual([
      200,
      '100000',
      String(PDF.length),
    ]);
    expect((await piece(path, 100_000, PDF.subarray(100_000))).status).toBe(204);
    expect((await piece(path, PDF.length, Buffer.alloc(0))).status).toBe(204);
    const [listed] = (await ask('GET', `/api/cases/${id}/files`, as('ann'))).body.items;
    expect(listed).toMatchObject({
      name: '方案.pdf',
      state: 'stored',
      mime: 'application/pdf',
      scanned: true,
      material: 'plan',
    });
    const shown = await ask('GET', path, as('ann'));
    expect(shown.bytes.equals(PDF)).toBe(true);
    expect(shown.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-frame-options': 'SAMEORIGIN' });
    expect((await ask('GET', path, as('bob'))).status).toBe(404);
    const rows = JSON.stringify(
      await city.database
        .forModule('cases')
        .read((tx) => tx.rows(sql`select sealed_name::text, place from cases.attachment`)),
    );
    expect(rows).not.toContain('方案');
    await ask('DELETE', path, as('ann'));
  });

  test('that is not what it says, or infected, is refused in words and nothing of it kept', async () => {
    const { id } = await open();
    const before = stored().length;
    const virus = Buffer.from('%PDF-1.7\nX5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-' + 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*');
    for (const [bytes, code] of [
      [Buffer.from('<script>x</script>'), 'files.not-what-its-ending-says'],
      [virus, 'files.malware-found'],
    ] as const) {
      const { body } = await begin(id, { size: bytes.length });
      const refused = await piece(`/api/cases/${id}/files/${body.id}`, 0, bytes);
      expect([refused.status, refused.body.code]).toEqual([422, code]);
    }
    expect((await ask('GET', `/api/cases/${id}/files`, as('ann'))).body.items).toEqual([]);
    expect(stored()).toHaveLength(before);
  });
});

describe('handing in', () => {
  const form = { colour: 'blue', helpers: [{ name: '甲' }, { name: '乙' }], owner: { name: '别人', nick: '妮' } };

  test('demands the files asked for, of this case and field; counts computed values itself; keeps data inside groups', async () => {
    const { id, locked } = await open();
    expect(locked).toEqual(['owner.name']);
    const submit = (more: object) => ask('POST', `/api/cases/${id}/submit`, as('ann'), { form: { ...form, ...more } });
    expect((await submit({})).body.errors).toMatchObject([{ pointer: '/plan', code: 'required' }]);
    const half = (await begin(id)).body.id;
    expect((await submit({ plan: [half] })).body.errors).toMatchObject([
      { pointer: '/plan', code: 'upload-not-whole' },
    ]);
    const photo = await uploaded(
      id,
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
      { field: 'helpers[].photo', name: 'a.png' },
    );
    expect((await submit({ plan: [photo] })).body.errors).toMatchObject([{ pointer: '/plan', code: 'upload-missing' }]);
    await ask('DELETE', `/api/cases/${id}/files/${half}`, as('ann'));
    const [plan, unused] = [await uploaded(id), await uploaded(id)];
    // Taken out in another window between the check and the hand-in.
    const late = city.database.forModule('cases').transaction(async (tx) => {
      expect(await handInAttachments(tx, id, [plan, half], city.clock.now())).toBe(false);
      throw new Error('undone');
    });
    await expect(late).rejects.toThrow('undone');
    const helpers = [{ name: '甲', photo: [photo] }, { name: '乙' }];
    const done = await submit({ plan: [plan], helpers, fee: 1, count: 99 });
    expect(done.body).toMatchObject({
      state: 'received',
      form: { fee: 3100, count: 2, owner: { name: '安小妮', nick: '妮' }, plan: [plan] },
    });

    const path = `/api/work/cases/${id}/files`;
    const listed = (await ask('GET', path, clerk)).body.items;
    expect(listed.map((one: { id: string }) => one.id).toSorted()).toEqual([plan, photo].toSorted());
    expect((await ask('GET', `${path}/${plan}`, staffActor('police', ['clerk']))).status).toBe(404);
    expect((await ask('GET', `${path}/${unused}`, clerk)).status).toBe(404);
    const seen = await ask('GET', `${path}/${plan}`, clerk);
    expect(seen.bytes.equals(PDF)).toBe(true);
    const reads = await city.database.asPlatform.read((tx) =>
      tx.rows<{ fields: string[]; purpose: unknown }>(
        sql`select fields, purpose from platform.data_read where fields = array['plan']`,
      ),
    );
    expect(reads).toHaveLength(1);
    expect(JSON.stringify(reads[0]?.purpose)).toContain('方案');

    const before = stored().length;
    await city.database.asPlatform.transaction((tx) =>
      tx.run(sql`select graphile_worker.add_job(${CLEAR_ATTACHMENTS.name}, '{}')`),
    );
    await city.settle();
    expect(before - stored().length).toBeGreaterThanOrEqual(1);
    expect((await ask('GET', `${path}/${plan}`, clerk)).status).toBe(200);
  });

  test('without helpers no plan is asked for, and one that was sent is dropped', async () => {
    const { id } = await open();
    const plan = await uploaded(id);
    const done = await ask('POST', `/api/cases/${id}/submit`, as('ann'), { form: { colour: 'blue', plan: [plan] } });
    expect(done.body).toMatchObject({ state: 'received', form: { fee: 0, owner: { name: '安小妮' } } });
    expect(done.body.form).not.toHaveProperty('plan');
  });
});

describe('a draft on two devices', () => {
  test('the second to write on an older state is told, and finds the other’s answers, page and files', async () => {
    const { id } = await open();
    const path = `/api/cases/${id}/draft`;
    const save = (colour: string, base?: number, page?: string) =>
      ask('PUT', path, as('ann'), {
        form: { colour },
        ...(base === undefined ? {} : { base }),
        ...(page ? { page } : {}),
      });
    expect((await ask('GET', path, as('ann'))).body).toMatchObject({ revision: 0, files: [] });
    expect((await save('red', 0, 'who')).body).toMatchObject({ revision: 1 });
    expect((await save('blue', 0)).body.code).toBe('cases.draft-elsewhere');
    const file = await uploaded(id);
    expect((await ask('GET', path, as('ann'))).body).toMatchObject({
      revision: 1,
      page: 'who',
      form: { colour: 'red' },
      files: [{ id: file }],
    });
    expect((await save('blue', 1)).body).toMatchObject({ revision: 2 });
    expect((await ask('GET', path, as('ann'))).body).toMatchObject({ page: 'who', form: { colour: 'blue' } });
    expect((await ask('GET', path, as('bob'))).status).toBe(404);
  });

  test('files of a draft nobody goes on with are removed after its time', async () => {
    const { id } = await open();
    const before = stored().length;
    city.clock.advance(61 * 86_400_000);
    await city.database.asPlatform.transaction((tx) =>
      tx.run(sql`select graphile_worker.add_job(${CLEAR_ATTACHMENTS.name}, '{}')`),
    );
    await city.settle();
    expect(before).toBeGreaterThan(2);
    expect(stored().length, 'what was handed in stays').toBe(2);
    expect((await ask('GET', `/api/cases/${id}/draft`, as('ann'))).body.files).toEqual([]);
  });
});
