import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  citizenIdCheckDigit,
  creditCodeCheckCharacter,
  shanghaiDate,
  workingCalendar,
} from '@platform/kernel';
import { approvalOf, highestGrade, maskFor, type ItemDefinition, type ResourceDefinition } from '../contract/index.ts';
import { buildCatalogue, definitionOf } from './catalogue.ts';
import { changesBetween } from './changes.ts';
import type { Draft } from './entry.ts';
import { checkEntry, definitionFrom } from './formal-check.ts';
import { addMonths, freshUntil, overdueDays, supplyState } from './freshness.ts';
import { nameFromTitle } from './pinyin.ts';
import {
  isBankCard,
  isStrictEnough,
  KINDS,
  markingOf,
  sightingOf,
  tightened,
  type SensitiveKind,
} from './sensitive.ts';

const calendar = workingCalendar();
const text = (zh: string) => ({ zh, en: zh });
const SOUND: Draft = {
  title: text('出生医学证明'),
  summary: text('新生儿出生证明的签发信息'),
  provider: 'health',
  class: { category: 'department' },
  shareType: 'unconditional',
  openAttribute: 'closed',
  updateCycle: 'daily',
  grade: 3,
  key: ['number'],
  items: [
    { name: 'number', title: text('证明编号'), type: 'text', grade: 3 },
    { name: 'mother_id', title: text('母亲身份号码'), type: 'citizen-id', grade: 4, mask: 'citizen-id' },
  ],
};
const around = {
  organisation: (id: string) => (id === 'health' ? {} : undefined),
  codeTable: () => undefined,
  sameTitle: () => [],
};
const faults = (change: Partial<Draft>, before?: ResourceDefinition) =>
  checkEntry({ ...SOUND, ...change }, { ...around, before })
    .filter((one) => one.level === 'fault')
    .map(({ path, code }) => `${path} ${code}`);

describe('the formal check', () => {
  test('finds nothing wrong with a sound entry, and names every fault of an unsound one', () => {
    expect(faults({})).toEqual([]);
    expect(checkEntry({ title: text('表'), items: [] }, around).filter((one) => one.level === 'fault')).toHaveLength(
      10,
    );
  });

  test.each([
    [{ shareType: 'conditional' }, '/shareCondition required'],
    [{ shareType: 'unconditional', shareCondition: text('先开会') }, '/shareCondition not-allowed'],
    [{ shareType: 'none' }, '/shareBasis required'],
    [{ shareType: 'none', shareBasis: text('领导不同意') }, '/shareBasis cites-no-law'],
    [{ code: '206001/1' }, '/code other-class'],
    [{ code: '30' }, '/code pattern'],
    [{ openAttribute: 'open' }, '/openAttribute open-graded'],
    [{ openAttribute: 'open' }, '/items/1/personal open-personal'],
    [
      { grade: 1, openAttribute: 'open', items: [{ ...SOUND.items[0], personal: false }, SOUND.items[1]] },
      '/items/0/grade open-graded',
    ],
    [{ provider: 'nobody' }, '/provider unknown'],
    [{ key: ['serial'] }, '/key unknown'],
    [{ items: [...SOUND.items, { name: 'state', title: text('状态'), type: 'code' }] }, '/items/2/codeTable required'],
    [{ items: [...SOUND.items, { name: 'number', title: text('又一'), type: 'text' }] }, '/items/2/name twice'],
    [{ items: [SOUND.items[0], { ...SOUND.items[1], grade: 2 }] }, '/items/1/grade too-low'],
    [{ items: [{ ...SOUND.items[0], pattern: '^(a+)+$' }, SOUND.items[1]] }, '/items/0/pattern endless'],
    [{ items: [{ ...SOUND.items[0], pattern: '\\-' }, SOUND.items[1]] }, '/items/0/pattern pattern'],
    [{ items: [{ ...SOUND.items[0], type: 'integer', min: 9, max: 1 }, SOUND.items[1]] }, '/items/0/max range'],
  ] as [Partial<Draft>, string][])('%j is told: %s', (change, fault) => {
    expect(faults(change)).toContain(fault);
  });

  test('base information that is not to be shared is pointed out to whoever reviews it', () => {
    const found = (category: 'base' | 'theme') =>
      checkEntry(
        { ...SOUND, class: { category, theme: text('人口') }, shareType: 'none', shareBasis: text('《户口登记条例》') },
        around,
      ).filter(({ path, level }) => path === '/shareType' && level === 'warning');
    expect(found('base')).toMatchObject([{ code: 'base' }]);
    expect(found('theme')).toEqual([]);
  });

  test('a refusal to share that names its law passes; the key and items of what is published stay', () => {
    expect(faults({ shareType: 'none', shareBasis: text('《中华人民共和国居民身份证法》第六条') })).toEqual([]);
    const before = definitionFrom('births', SOUND);
    expect(faults({ items: [SOUND.items[0] as never] }, before)).toEqual(['/items removed']);
    expect(faults({ key: ['mother_id'] }, before)).toEqual(['/key changed']);
    expect(
      faults({ items: [{ ...SOUND.items[0], type: 'integer' } as never, SOUND.items[1] as never] }, before),
    ).toEqual(['/items/0/type changed']);
  });
});

test('what changed between versions is told once each', () => {
  const before = definitionFrom('births', SOUND);
  expect(changesBetween(before, before)).toEqual([]);
  const after = {
    ...before,
    grade: 4,
    items: [{ ...before.items[0], mask: 'all' } as ItemDefinition, { name: 'b' } as ItemDefinition],
  };
  expect(changesBetween(before, after)).toEqual([
    { kind: 'changed', field: 'grade', before: 3, after: 4 },
    { kind: 'changed', item: 'number', field: 'mask', after: 'all' },
    expect.objectContaining({ kind: 'added', item: 'b' }),
    { kind: 'removed', item: 'mother_id', before: text('母亲身份号码') },
  ]);
});

describe('a pack’s resource that was revised on the console', () => {
  const packOf = (change: Partial<ResourceDefinition>) => {
    const value = { ...definitionFrom('births', SOUND), ...change };
    return { all: () => [{ id: 'births', pack: 'p', hash: JSON.stringify(change), value }] } as never;
  };
  test('keeps what the console changed and follows the pack in all else', () => {
    const base = definitionFrom('births', SOUND);
    const item = tightened(base, base.items[0] as ItemDefinition, 'phone');
    const definition = { ...base, updateCycle: 'monthly' as const, items: [item, base.items[1] as ItemDefinition] };
    const added = { name: 'weight', title: text('体重'), type: 'integer' as const };
    const catalogue = buildCatalogue(packOf({ summary: text('新的摘要'), items: [...base.items, added] }));
    catalogue.lay([{ id: 'births', definition, base, no: 1, at: new Date(0) }], []);
    const now = catalogue.resource('births');
    expect(now).toMatchObject({ summary: text('新的摘要'), updateCycle: 'monthly', origin: 'pack' });
    expect(now.items.map((one) => one.name)).toEqual(['number', 'mother_id', 'weight']);
    expect(now.items[0]).toMatchObject({ grade: 3, mask: 'phone' });
    expect(catalogue.lay([], [])).toEqual(['births']);
    expect(definitionOf(catalogue.resource('births')).updateCycle).toBe('daily');
  });
});

describe('freshness', () => {
  test('what was updated just now is never overdue, and grows no fresher by waiting', () => {
    const cycles = fc.constantFrom(
      'realtime',
      'daily',
      'weekly',
      'monthly',
      'quarterly',
      'yearly',
      'irregular' as const,
    );
    fc.assert(
      fc.property(cycles, fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 400 }), (cycle, start, wait) => {
        const last = new Date(`${addDays('2025-01-02', start)}T04:00:00Z`);
        const late = (days: number) =>
          overdueDays(cycle as never, last, new Date(last.getTime() + days * 86_400_000), calendar);
        expect(late(0)).toBe(0);
        expect(late(wait + 1)).toBeGreaterThanOrEqual(late(wait));
        const until = freshUntil(cycle as never, shanghaiDate(last), calendar);
        if (until) expect(calendar.isWorkday(until)).toBe(true);
        if (cycle === 'irregular') expect(late(wait)).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  test('daily data is not late over National Day, and is the working day after', () => {
    const last = new Date('2026-09-30T10:00:00Z');
    const late = (day: string) => overdueDays('daily', last, new Date(`${day}T10:00:00Z`), calendar);
    expect([late('2026-10-06'), late('2026-10-08'), late('2026-10-09')]).toEqual([0, 0, 1]);
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
  });

  test.each([
    [undefined, '2026-11-20', 'due'],
    [undefined, '2026-11-19', 'never'],
    ['2026-11-18', '2026-11-19', 'supplied'],
    ['2026-11-18', '2026-11-17', 'late'],
    ['2026-10-18', '2026-10-19', 'late'],
  ])('supplied first on %s for %s is %s', (first, dueOn, state) => {
    const at = first === undefined ? undefined : new Date(`${first}T02:00:00Z`);
    const line = { dueOn, cycle: 'weekly' as const, firstAt: at, lastAt: at };
    expect(supplyState(line, new Date('2026-11-20T02:00:00Z'), calendar)).toBe(state);
  });
});

describe('discovery', () => {
  const ids = Array.from({ length: 30 }, (_, n) => `99020019${50 + (n % 40)}0101${String(100 + n)}`).map(
    (first) => first + citizenIdCheckDigit(first),
  );
  const codes = Array.from({ length: 12 }, (_, n) => `11990200MB00${String(10000 + n)}`).map(
    (first) => first + creditCodeCheckCharacter(first),
  );
  const cards = ['6222020200112233', '622848001234567890', '436742123456789012'].flatMap((start) =>
    Array.from({ length: 10 }, (_, digit) => start + digit).filter(isBankCard),
  );
  test.each([
    ['citizen-id', ids],
    ['credit-code', codes],
    ['phone', ids.map((_, n) => `138${String(10_000_000 + n * 7)}`)],
    ['bank-card', [...cards, ...cards]],
    ['plate', ids.map((_, n) => `浙B${String(10000 + n)}`)],
    ['address', ids.map((_, n) => `江湾区临海路${n + 1}号${n}幢${n}0${n}室`)],
    ['name', ['王芳', '李国强', '欧阳明', '张伟', '周淑芬', '买买提·吐尔逊']],
    ['phone', ids.map((_, n) => (n % 5 === 0 ? `有事联系 1390000${1000 + n}` : '无'))],
  ] as [SensitiveKind, string[]][])('knows %s', (kind, values) => {
    expect(sightingOf([null, '', ...values])?.kind).toBe(kind);
  });

  test('does not take words of a list, amounts, dates or numbers of files for people’s data', () => {
    const words = ['高中', '初中', '高中', '初中', '高中', '高中', '高中', '高中', '高中', '初中', '高中'];
    const serials = ids.map((_, n) => `明不动产权第${1000 + n}`);
    for (const values of [
      words,
      serials,
      ids.map((_, n) => String(12_000 + n)),
      ids.map((_, n) => `2026-01-${n + 10}`),
    ])
      expect(sightingOf(values)).toBeUndefined();
    expect(sightingOf(ids.slice(0, 3))).toBeUndefined();
  });

  test('what it proposes makes any item strict enough, and never looser than it was', () => {
    const item = fc.record({
      grade: fc.integer({ min: 1, max: 4 }),
      personal: fc.boolean(),
      mask: fc.constantFrom('none' as const, 'name' as const, 'all' as const),
    });
    fc.assert(
      fc.property(item, fc.constantFrom(...(Object.keys(KINDS) as SensitiveKind[])), (marks, kind) => {
        const before: ItemDefinition = { name: 'a', title: text('甲'), type: 'text', ...marks };
        const after = tightened({ grade: 1 }, before, kind);
        const [was, is] = [markingOf({ grade: 1 }, before), markingOf({ grade: 1 }, after)];
        expect(isStrictEnough(is, kind)).toBe(true);
        expect(is.grade).toBeGreaterThanOrEqual(was.grade);
        expect(is.personal || !was.personal).toBe(true);
        expect(is.mask === 'none' ? was.mask : 'kept').toBe(is.mask === 'none' ? 'none' : 'kept');
      }),
    );
  });
});

test('the highest grade of the fields asked for says who must agree; a high personal item is hidden though nobody said how', () => {
  const resource = definitionFrom('births', SOUND);
  expect(highestGrade(resource, ['number'])).toBe(3);
  expect(highestGrade(resource, ['number', 'mother_id'])).toBe(4);
  expect(approvalOf(4).approval).toBe('authority');
  expect(maskFor(resource, { type: 'text', grade: 4 })).toBe('all');
  expect(maskFor(resource, { type: 'text', grade: 4, personal: false })).toBe('none');
});

test('names come from the sound of titles, and any title gives one that is a name', () => {
  expect(nameFromTitle('出生医学证明', '-', 40)).toBe('chu-sheng-yi-xue-zheng-ming');
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), (title) => {
      expect(nameFromTitle(title, '_', 40)).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    }),
    { numRuns: 200 },
  );
});
