import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkForm,
  type FormSchema,
  mergeDrafts,
  pathOf,
  settleForm,
  tellForm,
  uploadsIn,
  validateForm,
} from './index.ts';

const title = { zh: '项', en: 'field' };
const form = (properties: Record<string, FormSchema>, more: FormSchema = {}): FormSchema => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, { title, ...part }])),
  ...more,
});
const places = (schema: FormSchema) => checkForm(schema).map(({ path }) => path);

/** A court hired for some days by a club, with its players: every word of the vocabulary. */
const hire = form(
  {
    kind: { type: 'string', enum: ['private', 'match'] },
    from: { type: 'string', format: 'date' },
    to: { type: 'string', format: 'date' },
    days: { type: 'integer', 'x-computed': { sum: [{ days: ['from', 'to'] }, 1] } },
    players: {
      type: 'array',
      maxItems: 8,
      'x-show': { field: 'kind', is: 'match' },
      'x-item-title': { zh: '球员', en: 'Player' },
      'x-item-name': 'name',
      items: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', title },
          racket: { type: 'boolean', title },
          grip: {
            type: 'integer',
            title,
            'x-show': { field: '.racket', is: true },
            'x-required': { field: 'days', above: 2 },
          },
          fee: {
            type: 'integer',
            title,
            'x-money': true,
            'x-computed': { if: { field: '.racket', is: true }, then: { product: ['days', 1550] }, else: 0 },
          },
        },
      },
    },
    count: { type: 'integer', 'x-computed': { count: 'players' } },
    total: {
      type: 'integer',
      'x-money': true,
      'x-computed': { sum: [{ product: ['days', 20_000] }, 'players[].fee'] },
    },
    plan: {
      type: 'array',
      'x-show': { field: 'count', atLeast: 2 },
      'x-upload': { material: 'plan', accept: ['application/pdf'], maxBytes: 1024, maxFiles: 2 },
    },
  },
  {
    required: ['kind', 'from', 'to', 'players', 'plan', 'total'],
    'x-pages': [
      { id: 'when', title, fields: ['kind', 'from', 'to', 'days'] },
      { id: 'who', title, fields: ['players', 'count'], show: { field: 'kind', is: 'match' } },
      { id: 'cost', title, fields: ['total', 'plan'] },
    ],
  },
);
const match = {
  kind: 'match',
  from: '2026-05-01',
  to: '2026-05-03',
  players: [{ name: '甲', racket: true, grip: 2 }, { name: '乙' }],
};
const pdf = '11111111-1111-4111-8111-111111111111';
const faults = (data: unknown) => validateForm(hire, data).map(({ path, code }) => `${path} ${code}`);

test('the whole vocabulary passes the check', () => {
  expect(checkForm(hire)).toEqual([]);
});

describe('what counts', () => {
  test('is computed, exactly, whatever was sent for it', () => {
    const { data } = settleForm(hire, { ...match, total: 1, days: 99, count: 'many' });
    expect(data).toMatchObject({ days: 3, count: 2, total: 64_650, players: [{ fee: 4650 }, { fee: 0 }] });
    expect(settleForm(hire, match).answers).toEqual(match);
  });

  test('hidden answers are dropped, and count for nothing', () => {
    const { data, isShown, pages } = settleForm(hire, { ...match, kind: 'private', plan: [pdf] });
    expect(data).toEqual({ kind: 'private', from: match.from, to: match.to, days: 3, total: 60_000 });
    expect(isShown('/players')).toBe(false);
    expect(pages.map(({ id }) => id)).toEqual(['when', 'cost']);
    expect(faults({ ...match, kind: 'private' })).toEqual([]);
  });

  test('what is shown and missing is asked for where it stands, also inside a group', () => {
    expect(faults(match)).toEqual(['/plan required']);
    expect(faults({ ...match, plan: [pdf], players: [{ racket: true }, { name: '乙' }] })).toEqual([
      '/players/0/name required',
      '/players/0/grip required',
    ]);
    expect(faults({ ...match, players: [] })).toEqual(['/players required']);
    expect(faults({ kind: 'match' })).toEqual(['/from required', '/to required', '/players required']);
  });

  test('a paper that data replace is not asked for', () => {
    expect(validateForm(hire, match, { without: ['plan'] })).toEqual([]);
    expect(settleForm(hire, { ...match, plan: [pdf] }, { without: ['plan'] }).data).not.toHaveProperty('plan');
  });

  test('files are counted, known by their number only, and found by their place', () => {
    const ids = [1, 2, 3].map((n) => pdf.replaceAll('1', String(n)));
    expect(faults({ ...match, plan: ids })).toEqual(['/plan maxItems']);
    expect(faults({ ...match, plan: ['../etc'] })).toEqual(['/plan/0 uuid']);
    expect(uploadsIn(hire, { plan: [pdf] })).toMatchObject([{ pointer: '/plan', ids: [pdf] }]);
  });
});

describe('numbers are exact', () => {
  const sum = (parts: unknown[], type = 'number') =>
    settleForm(form({ a: { type: 'number' }, s: { type, 'x-computed': { sum: parts } } as FormSchema }), { a: 0.1 })
      .data['s'];
  test('a tenth and two tenths are three tenths', () => expect(sum(['a', 0.2])).toBe(0.3));
  test('half a fen is rounded up', () => {
    expect(sum([{ percent: [101, 50] }], 'integer')).toBe(51);
    expect(sum([{ percent: [-101, 50] }], 'integer')).toBe(-51);
    expect(sum([{ percent: [100, 50.4] }], 'integer')).toBe(50);
  });
  test('what is too large to be exact has no value', () => {
    expect(sum([Number.MAX_SAFE_INTEGER, 1], 'integer')).toBeUndefined();
  });
  test('sums of fen are those of bigint, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e12, max: 1e12 }), { maxLength: 30 }), (amounts) => {
        const wanted = Number(amounts.reduce((all, one) => all + BigInt(one), 0n));
        const given = amounts.length === 0 ? 0 : sum(amounts, 'integer');
        expect(given).toBe(wanted);
      }),
    );
  });
});

test.each<[object, object, unknown]>([
  [{ days: ['d', 'e'] }, { d: '2028-02-28', e: '2028-03-01' }, 2],
  [{ age: ['d', 'e'] }, { d: '2008-02-29', e: '2026-02-28' }, 17],
  [{ max: ['n', 'm', 3] }, { n: 2 }, 3],
  [{ difference: ['n', 'm'] }, { n: 5, m: 2 }, 3],
  [{ product: ['n', 'm'] }, { n: 5 }, undefined],
  [{ days: ['d', '$today'] }, { d: '2026-11-20' }, 2],
])('%j of %j is %j', (expression, data, wanted) => {
  const schema = form({
    n: { type: 'integer' },
    m: { type: 'integer' },
    d: { type: 'string', format: 'date' },
    e: { type: 'string', format: 'date' },
    out: { type: 'integer', 'x-computed': expression },
  });
  expect(checkForm(schema)).toEqual([]);
  expect(settleForm(schema, data, { today: '2026-11-22' }).data['out']).toBe(wanted);
});

describe('properties', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const scalar = fc.oneof(fc.constantFrom('x', 'y', ''), fc.integer({ min: -3, max: 3 }), fc.boolean());
  const condition = fc.letrec((tie) => ({
    one: fc.oneof(
      { maxDepth: 2 },
      fc.record({ field: fc.constantFrom(...names, 'g.x', 'l[].x', '.x', 'nothing'), is: scalar }),
      fc.record({ field: fc.constantFrom(...names), filled: fc.boolean() }),
      fc.record({ value: fc.record({ count: fc.constantFrom('l', 'a') }), atLeast: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ any: fc.array(tie('one'), { maxLength: 2 }) }),
      fc.record({ none: fc.array(tie('one'), { maxLength: 2 }) }),
    ),
  })).one;
  const expression = fc.oneof(
    fc.record({ sum: fc.array(fc.constantFrom(...names, 'l[].x', 'g.x', 1, 0.5), { maxLength: 3 }) }),
    fc.record({ if: condition, then: fc.constantFrom(...names), else: fc.constant(1) }),
    fc.constantFrom(...names),
  );
  const leaf = fc.record(
    {
      title: fc.constant(title),
      type: fc.constantFrom('string', 'integer', 'boolean'),
      'x-show': condition,
      'x-required': condition,
      'x-computed': expression,
    },
    { requiredKeys: ['title', 'type'] },
  );
  const group = fc.record({
    title: fc.constant(title),
    type: fc.constant('object'),
    properties: fc.record({ x: leaf }),
  });
  const many = fc.record({ title: fc.constant(title), type: fc.constant('array'), items: group, 'x-show': condition });
  const schemas = fc
    .record({ a: leaf, b: leaf, c: leaf, d: leaf, e: leaf, g: group, l: many })
    .map((properties) => ({ type: 'object', properties, required: ['a'] }) as unknown as FormSchema);
  const data = fc.record(
    {
      ...Object.fromEntries(names.map((name) => [name, scalar])),
      g: fc.record({ x: scalar }, { requiredKeys: [] }),
      l: fc.array(fc.record({ x: scalar }, { requiredKeys: [] }), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  );

  test('random forms and random answers never throw, and faults have places and words', () => {
    fc.assert(
      fc.property(schemas, fc.oneof(data, fc.jsonValue()), (schema, given) => {
        checkForm(schema);
        settleForm(schema, given);
        for (const fault of validateForm(schema, given)) expect(fault.message.zh).not.toBe('');
        tellForm(schema, (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>, 'zh');
      }),
      { numRuns: 200 },
    );
  });

  test('in a form that is sound, settling again changes nothing, and what is sent for computed fields changes nothing', () => {
    let sound = 0;
    fc.assert(
      fc.property(schemas, data, data, (schema, given, noise) => {
        if (checkForm(schema).some(({ message }) => message.zh.includes('互相依赖'))) return;
        sound += 1;
        const once = settleForm(schema, given).data;
        expect(settleForm(schema, once).data).toEqual(once);
        const computed = Object.entries(schema.properties ?? {}).filter(([, part]) => part['x-computed'] !== undefined);
        const tampered = { ...given, ...Object.fromEntries(computed.map(([name]) => [name, noise[name as 'g']])) };
        expect(settleForm(schema, tampered).data).toEqual(once);
      }),
      { numRuns: 300 },
    );
    expect(sound).toBeGreaterThan(30);
  });
});

describe('a form that cannot be is refused by name and place', () => {
  test.each<[string, FormSchema, string]>([
    [
      'circle',
      form({
        a: { type: 'string', 'x-show': { field: 'b', filled: true } },
        b: { type: 'string', 'x-show': { field: 'a', filled: true } },
      }),
      '/properties/a',
    ],
    [
      'computed circle',
      form({ a: { type: 'integer', 'x-computed': 'b' }, b: { type: 'integer', 'x-computed': { sum: ['a', 1] } } }),
      '/properties/a',
    ],
    ['unknown field', form({ a: { type: 'string', 'x-show': { field: 'z', is: 1 } } }), '/properties/a/x-show/field'],
    [
      'unknown test',
      form({ a: { type: 'string', 'x-show': { field: 'a', like: 1 } } as FormSchema }),
      '/properties/a/x-show/like',
    ],
    ['two tests', form({ a: { type: 'string', 'x-show': { field: 'a', is: 1, not: 2 } } }), '/properties/a/x-show'],
    [
      'unknown operation',
      form({ a: { type: 'integer', 'x-computed': { eval: '1' } } as FormSchema }),
      '/properties/a/x-computed/eval',
    ],
    [
      'text summed',
      form({ t: { type: 'string' }, a: { type: 'integer', 'x-computed': { sum: ['t'] } } }),
      '/properties/a/x-computed/sum/0',
    ],
    [
      'many as one',
      form({
        l: { type: 'array', items: form({ x: { type: 'integer' } }) },
        a: { type: 'integer', 'x-computed': 'l[].x' },
      }),
      '/properties/a/x-computed',
    ],
    [
      'no dates',
      form({ t: { type: 'string' }, a: { type: 'integer', 'x-computed': { days: ['t', '$today'] } } }),
      '/properties/a/x-computed/days/0',
    ],
    [
      'computed group',
      form({ g: { type: 'object', properties: { x: { type: 'string', title } }, 'x-computed': 1 } }),
      '/properties/g/x-computed',
    ],
    ['own word', form({ a: { type: 'string', 'x-colour': 'red' } }), '/properties/a/x-colour'],
    ['plain list', form({ a: { type: 'array', items: { type: 'string' } } }), '/properties/a'],
    ['money', form({ a: { type: 'number', 'x-money': true } }), '/properties/a/x-money'],
    [
      'upload type',
      form({ a: { type: 'array', 'x-upload': { material: 'm', accept: ['text/html'], maxBytes: 1, maxFiles: 1 } } }),
      '/properties/a/x-upload/accept/0',
    ],
    [
      'upload size',
      form({ a: { type: 'array', 'x-upload': { material: 'm', accept: ['image/png'], maxBytes: 1e12, maxFiles: 1 } } }),
      '/properties/a/x-upload/maxBytes',
    ],
    ['off page', form({ a: { type: 'string' } }, { 'x-pages': [{ id: 'p', title, fields: [] }] }), '/x-pages'],
    [
      'twice on pages',
      form({ a: { type: 'string' } }, { 'x-pages': [{ id: 'p', title, fields: ['a', 'a'] }] }),
      '/x-pages/0/fields/1',
    ],
    [
      'inner pages',
      form({ g: { type: 'object', properties: { x: { type: 'string', title } }, 'x-pages': [] } }),
      '/properties/g/x-pages',
    ],
  ])('%s', (_what, schema, place) => {
    expect(places(schema)).toEqual([place]);
  });

  test('the way round a circle is named', () => {
    const schema = form({
      a: { type: 'integer', 'x-computed': 'b' },
      b: { type: 'integer', 'x-show': { field: 'a', above: 1 } },
    });
    expect(checkForm(schema)[0]?.message.en).toContain('a → b → a');
  });
});

test('a form is told page by page in words, groups by their entries, files by their numbers', () => {
  const [when, who, cost] = tellForm(hire, { ...match, plan: [pdf] }, 'zh');
  expect(when?.fields.map(({ text }) => text)).toEqual(['match', '2026-05-01', '2026-05-03', '3']);
  expect(who?.fields[0]?.entries?.map((entry) => entry.title)).toEqual(['球员 1 · 甲', '球员 2 · 乙']);
  expect(who?.fields[0]?.entries?.[0]?.fields.map(({ text }) => text)).toEqual(['甲', '是', '2', '¥46.50']);
  expect(cost?.fields[0]).toMatchObject({ text: '¥646.50', computed: true });
  expect(cost?.fields[1]).toMatchObject({ files: [pdf] });
});

describe('two devices in one draft', () => {
  test('what one of them changed is taken over; what both changed is told, and this device’s kept', () => {
    const base = { a: '1', b: '1', c: '1' };
    expect(mergeDrafts(base, { ...base, a: '2' }, { ...base, b: '2' })).toEqual({
      merged: { a: '2', b: '2', c: '1' },
      both: [],
    });
    expect(mergeDrafts(base, { a: '2', b: '1' }, { ...base, a: '3' })).toEqual({
      merged: { a: '2', b: '1' },
      both: ['a'],
    });
    expect(mergeDrafts({}, { l: [], n: '' }, { l: [{ x: 1 }] }).merged).toEqual({ l: [{ x: 1 }] });
  });

  test('no answer of either is lost unsaid', () => {
    const answers = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', '3'));
    fc.assert(
      fc.property(answers, answers, answers, (base, mine, theirs) => {
        const { merged, both } = mergeDrafts(base, mine, theirs);
        for (const name of ['a', 'b', 'c'] as const)
          if (!both.includes(name)) expect([mine[name], theirs[name]]).toContain(merged[name]);
        for (const name of both) expect(merged[name]).toBe(mine[name]);
      }),
    );
  });
});

test('a field is called by its place in the form, whichever entry of a list it is in', () => {
  expect(['/name', '/home/street', '/players/12/fee', '/players/0'].map(pathOf)).toEqual([
    'name',
    'home.street',
    'players[].fee',
    'players.0',
  ]);
});
