import { describe, expect, test } from 'vitest';
import { elementFaults, heirFaults } from './check-elements.ts';
import { mergeMatter } from './inherit-matters.ts';
import type { BasicMatter, LocalMatter, Matter } from './kinds/services.ts';

const text = (zh: string) => ({ zh, en: zh });
const CREDIT = '11990200MB0099098M';
const SOUND = {
  id: 'food',
  title: text('食品经营许可'),
  codes: { catalogCode: '990131001001', taskCode: `${CREDIT}3990131001001` },
  taskType: '01',
  useLevel: '3',
  organisation: 'market',
  keywords: { zh: [], en: [] },
  projectType: 'promise',
  limits: { promise: { days: 8, unit: 'workday' }, statutory: { days: 20, unit: 'workday' } },
  legalBasis: [{ title: text('《食品安全法》') }],
  materials: [],
  handling: { forms: ['online', 'window'], depth: 'IV' },
  visits: { count: 0 },
  fee: { isFee: false },
  result: { kind: 'document', name: text('决定书') },
  decision: { file: 'decision.dmn', decision: 'd', inputs: {} },
} as unknown as Matter;
const BASIC: BasicMatter = {
  code: '990131001001',
  title: text('食品经营许可'),
  taskType: '01',
  levels: ['3', '4'],
  legalBasis: [{ title: text('《食品安全法》') }],
};
const around = {
  creditCode: CREDIT,
  basic: { find: (code: string) => (code === BASIC.code ? BASIC : undefined), known: [] },
};
const faults = (part: object) =>
  elementFaults({ ...SOUND, ...part } as Matter, around).map(({ path, code }) => [path.join('.'), code]);

describe('the cross-field checks used in practice', () => {
  test.each<[string, object, [string, string][]]>([
    ['a sound matter', {}, []],
    [
      'places 3 and 4 are the type',
      { taskType: '07' },
      [
        ['codes.catalogCode', 'catalog-code'],
        ['taskType', 'same-type'],
      ],
    ],
    [
      'the code is in the basic list',
      { codes: { catalogCode: '990131001002', taskCode: `${CREDIT}3990131001002` } },
      [['codes.catalogCode', 'not-in-basic-list']],
    ],
    [
      '31 places: credit code, level, catalog code',
      { codes: { ...SOUND.codes, taskCode: `${CREDIT}4990131001001` } },
      [['codes.taskCode', 'task-code']],
    ],
    ['the same name', { title: text('食品许可') }, [['title.zh', 'same-name']]],
    ['the same basis', { legalBasis: [{ title: text('《消防法》') }] }, [['legalBasis', 'same-basis']]],
    [
      'a level that may exercise it',
      { useLevel: '5', codes: { ...SOUND.codes, taskCode: `${CREDIT}5990131001001` } },
      [['useLevel', 'level']],
    ],
    ['days promised make it a promise matter', { projectType: 'instant' }, [['projectType', 'limit']]],
    [
      'no days promised make it instant',
      { limits: { ...SOUND.limits, promise: { days: 0, unit: 'workday' } } },
      [['projectType', 'limit']],
    ],
    [
      'no promise beyond the law',
      { limits: { ...SOUND.limits, promise: { days: 21, unit: 'workday' } } },
      [['limits.promise', 'limit']],
    ],
    [
      'depth IV has no visits, and visits have a reason',
      { visits: { count: 1 } },
      [
        ['visits', 'required'],
        ['visits.count', 'depth'],
      ],
    ],
    ['no visit and not on line: by mail', { handling: { forms: ['window'] } }, [['handling', 'mail']]],
    [
      'by mail it is in order',
      { handling: { forms: ['window', 'mail'], mail: { materials: true, result: true } } },
      [],
    ],
    ['on line says how deep', { handling: { forms: ['online'] } }, [['handling', 'required']]],
    [
      '批复 ends an approval',
      { result: { kind: 'document', name: text('关于设立的批复') } },
      [['result.kind', 'result-kind']],
    ],
    [
      '证 ends a licence, which names its template',
      { result: { kind: 'licence', name: text('许可证') } },
      [['result', 'required']],
    ],
    ['文 ends a document', { result: { kind: 'other', name: text('公文') } }, [['result.kind', 'result-kind']]],
    [
      'a fee is above nothing',
      {
        fee: { isFee: true, basis: text('b'), payOnline: true, items: [{ name: text('f'), fen: 0, basis: text('b') }] },
      },
      [['fee.items', 'fee']],
    ],
    [
      'links fit into the promise, scenarios have serials and papers of their own',
      {
        links: [{ id: 'a', title: text('a'), days: 9 }],
        scenarios: [
          { serial: '01', title: text('a') },
          { serial: '01', title: text('b'), materials: ['none'] },
        ],
      },
      [
        ['links', 'links'],
        ['scenarios.1.serial', 'twice'],
        ['scenarios.1.materials.0', 'unknown-name'],
      ],
    ],
  ])('%s', (_what, part, expected) => {
    expect(faults(part)).toEqual(expected);
  });

  test('say what to do in both languages', () => {
    for (const { zh, en } of elementFaults(
      { ...SOUND, visits: { count: 1 }, projectType: 'instant' } as Matter,
      around,
    )) {
      expect(zh).toMatch(/须|应|请/);
      expect(en.length).toBeGreaterThan(10);
    }
  });
});

describe('a level below (四级四同)', () => {
  const local: LocalMatter = { id: 'food-east', inherits: 'food', organisation: 'east', useLevel: '4', phone: '1' };
  const EAST = '11990202MB009916X6';

  test('keeps name, code, type and basis, and changes only what is local', () => {
    const merged = mergeMatter(SOUND, { ...local, promise: { days: 5, unit: 'workday' } }, EAST);
    for (const key of ['title', 'taskType', 'legalBasis', 'materials', 'handling', 'result'] as const)
      expect(merged[key], key).toEqual(SOUND[key]);
    expect(merged).toMatchObject({
      organisation: 'east',
      phone: '1',
      codes: { catalogCode: SOUND.codes.catalogCode, taskCode: `${EAST}4990131001001` },
      limits: { promise: { days: 5 }, statutory: SOUND.limits.statutory },
      decision: { routeTo: 'east' },
    });
    expect(elementFaults(merged, { ...around, creditCode: EAST })).toEqual([]);
    expect(heirFaults(SOUND, merged)).toEqual([]);
  });

  test('promises nothing longer, asks for no papers where none are allowed, and is below', () => {
    const paper = { id: 'x', title: text('x'), kind: 'copy', source: 'applicant', necessity: 'required' } as const;
    const merged = mergeMatter(
      SOUND,
      { ...local, useLevel: '3', promise: { days: 9, unit: 'workday' }, materials: [paper] },
      EAST,
    );
    expect(heirFaults(SOUND, merged).map(({ path }) => path.join('.'))).toEqual(['useLevel', 'promise', 'materials']);
    expect(
      heirFaults(
        { ...SOUND, localMaterials: true },
        mergeMatter({ ...SOUND, localMaterials: true }, { ...local, materials: [paper] }, EAST),
      ),
    ).toEqual([]);
  });
});
