import type { FieldFault, LocalText, Mask } from '@platform/kernel';
import { Type, type Static } from 'typebox';
import type { CataloguedResource, ItemDefinition, ItemType } from '@modules/catalogue/contract';
import { Filter, filterFaults } from './filters.ts';
import { bearsMarks, isIdentifying, leavingMask } from './outlook.ts';

// What a sandbox query may say. It is a structure and not SQL text: each of its parts is checked against the grant before anything runs, its whole meaning can
// be told in words to the person who reviews it, and two queries can be compared. Of a text none of the three is sure.

const Name = Type.String({ maxLength: 64 });
/** `a` is the first resource, `b` the joined one. */
const Place = { of: Type.Enum(['a', 'b']), field: Name };

export const AGGREGATES = ['count', 'count-distinct', 'sum', 'average', 'least', 'most'] as const;

export const Query = Type.Object(
  {
    grant: Type.String({ maxLength: 200 }),
    join: Type.Optional(
      Type.Object(
        {
          grant: Type.String({ maxLength: 200 }),
          /** Field of the first resource and of the joined one. */
          left: Name,
          right: Name,
          kind: Type.Enum(['both', 'first']),
        },
        { additionalProperties: false },
      ),
    ),
    filters: Type.Array(
      Type.Object({ ...Filter.properties, of: Type.Enum(['a', 'b']) }, { additionalProperties: false }),
      {
        maxItems: 20,
      },
    ),
    mode: Type.Enum(['rows', 'groups']),
    /** Of `rows`. */
    fields: Type.Array(Type.Object(Place, { additionalProperties: false }), { maxItems: 60 }),
    /** Of `groups`; dates by year or month. */
    groups: Type.Array(
      Type.Object({ ...Place, by: Type.Optional(Type.Enum(['year', 'month'])) }, { additionalProperties: false }),
      { maxItems: 4 },
    ),
    figures: Type.Array(
      Type.Object(
        { kind: Type.Enum([...AGGREGATES]), of: Type.Optional(Place.of), field: Type.Optional(Name) },
        { additionalProperties: false },
      ),
      { maxItems: 8 },
    ),
    limit: Type.Integer({ minimum: 1, maximum: 10_000 }),
  },
  { additionalProperties: false },
);
export type Query = Static<typeof Query>;

/** A resource under a grant, as a query sees it. */
export type QuerySide = { readonly resource: CataloguedResource; readonly fields: readonly string[] };
export type QuerySides = { readonly a: QuerySide; readonly b?: QuerySide | undefined };

export type ResultColumn = {
  readonly title: LocalText;
  readonly type: ItemType;
  readonly mask: Mask;
  /** A row's own value, a group's, or a figure. */
  readonly role: 'value' | 'group' | 'figure';
  /** Of a code. */
  readonly codeTable?: string;
  readonly identifying: boolean;
  /** Free text, which may bear the recipient's mark. */
  readonly free: boolean;
};

const TEXTS = {
  unknown: { zh: '没有这个信息项，或不在授权的字段内', en: 'There is no such field, or the grant does not give it' },
  nothing: { zh: '请至少选一个要输出的字段', en: 'Choose at least one field to show' },
  noFigure: { zh: '请至少选一个统计值', en: 'Choose at least one figure' },
  identifying: {
    zh: '不能按能直接认出个人的信息项分组',
    en: 'Groups cannot be made by a field that points at one person',
  },
  byNeeded: { zh: '个人的日期只能按年或按月分组', en: 'A person’s date is grouped by year or by month' },
  byOther: { zh: '只有日期可以按年或按月', en: 'Only dates go by year or month' },
  figureField: { zh: '这个统计值要选一个信息项', en: 'This figure needs a field' },
  figureType: { zh: '这个信息项不能这样统计', en: 'The field cannot be counted in this way' },
  figureOne: {
    zh: '最小、最大值会露出个人的单个数值，这个信息项不能用',
    en: 'Least and most would show one person’s value; not for this field',
  },
  joinSame: { zh: '关联的两个目录不能相同', en: 'The two resources must be different' },
  joinKeys: {
    zh: '只能用声明的关联键：两边同为身份标识，或同一数据元，或主键',
    en: 'Only declared keys join: the same kind of identifier, the same data element, or the key',
  },
} as const;

const fault = (path: string, code: keyof typeof TEXTS): FieldFault => ({
  path,
  code: `deliveries.query-${code.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`,
  message: TEXTS[code],
});

/** Pairs of granted fields by which two resources may be joined: the same kind of identifier, the same data element, or a key of one of the same type. */
export function joinPairs(a: QuerySide, b: QuerySide): { left: string; right: string }[] {
  const granted = (side: QuerySide) => side.resource.items.filter(({ name }) => side.fields.includes(name));
  const soleKey = (side: QuerySide, name: string) => side.resource.key.length === 1 && side.resource.key[0] === name;
  return granted(a).flatMap((left) =>
    granted(b)
      .filter((right) => {
        if (left.type !== right.type) return false;
        if (left.type === 'citizen-id' || left.type === 'credit-code') return true;
        if (left.element !== undefined && left.element === right.element) return true;
        return left.name === right.name && (soleKey(a, left.name) || soleKey(b, right.name));
      })
      .map((right) => ({ left: left.name, right: right.name })),
  );
}

/** The granted item at a place of a query. */
export function itemAt(sides: QuerySides, of: 'a' | 'b', field: string): ItemDefinition | undefined {
  const side = sides[of];
  return side?.fields.includes(field) ? side.resource.items.find(({ name }) => name === field) : undefined;
}

/** Everything wrong with a query, by place in its input. */
export function queryFaults(query: Query, sides: QuerySides): FieldFault[] {
  const faults: FieldFault[] = [];
  if (query.join && sides.b) {
    if (sides.a.resource.id === sides.b.resource.id) faults.push(fault('/join/grant', 'joinSame'));
    const { left, right } = query.join;
    if (!joinPairs(sides.a, sides.b).some((pair) => pair.left === left && pair.right === right))
      faults.push(fault('/join/left', 'joinKeys'));
  }
  query.filters.forEach((filter, index) => {
    const found = filterFaults([filter], (name) => itemAt(sides, filter.of, name), '');
    faults.push(...found.map((one) => ({ ...one, path: `/filters/${index}${one.path.slice(2)}` })));
  });
  if (query.mode === 'rows') {
    if (query.fields.length === 0) faults.push(fault('/fields', 'nothing'));
    query.fields.forEach(({ of, field }, index) => {
      if (!itemAt(sides, of, field)) faults.push(fault(`/fields/${index}`, 'unknown'));
    });
    return faults;
  }
  if (query.figures.length === 0) faults.push(fault('/figures', 'noFigure'));
  query.groups.forEach(({ of, field, by }, index) => {
    const item = itemAt(sides, of, field);
    const path = `/groups/${index}`;
    if (!item) faults.push(fault(path, 'unknown'));
    else if (isIdentifying(item)) faults.push(fault(path, 'identifying'));
    else if (isDate(item) && (item.personal ?? true) && by === undefined) faults.push(fault(path, 'byNeeded'));
    else if (!isDate(item) && by !== undefined) faults.push(fault(path, 'byOther'));
  });
  query.figures.forEach(({ kind, of = 'a', field }, index) => {
    const path = `/figures/${index}`;
    if (kind === 'count') return;
    const item = field === undefined ? undefined : itemAt(sides, of, field);
    if (field === undefined) faults.push(fault(path, 'figureField'));
    else if (!item) faults.push(fault(path, 'unknown'));
    else if (kind === 'count-distinct') return;
    else if ((kind === 'sum' || kind === 'average') && !isNumber(item)) faults.push(fault(path, 'figureType'));
    else if ((kind === 'least' || kind === 'most') && !isNumber(item) && !isDate(item))
      faults.push(fault(path, 'figureType'));
    else if ((kind === 'least' || kind === 'most') && (item.personal ?? true)) faults.push(fault(path, 'figureOne'));
  });
  return faults;
}

const isDate = ({ type }: Pick<ItemDefinition, 'type'>): boolean => type === 'date' || type === 'timestamp';
const isNumber = ({ type }: Pick<ItemDefinition, 'type'>): boolean => type === 'integer' || type === 'number';

export const FIGURE_WORDS: Readonly<Record<(typeof AGGREGATES)[number], LocalText>> = {
  count: { zh: '行数', en: 'Rows' },
  'count-distinct': { zh: '不同“{field}”数', en: 'Different {field}' },
  sum: { zh: '“{field}”合计', en: 'Sum of {field}' },
  average: { zh: '“{field}”平均', en: 'Average of {field}' },
  least: { zh: '“{field}”最小', en: 'Least {field}' },
  most: { zh: '“{field}”最大', en: 'Most {field}' },
};
const BY_WORDS = { year: { zh: '（年）', en: ' (year)' }, month: { zh: '（月）', en: ' (month)' } } as const;

/** What the result will have, in order. Row values stand under the masks of their grades; groups do not, since no group points at a person. */
export function resultColumns(query: Query, sides: QuerySides): ResultColumn[] {
  if (query.mode === 'rows') {
    return query.fields.map(({ of, field }) => {
      const item = itemAt(sides, of, field) as ItemDefinition;
      const { resource } = sides[of] as QuerySide;
      return {
        title: item.title,
        type: item.type,
        mask: leavingMask(resource, item),
        role: 'value',
        identifying: isIdentifying(item),
        free: bearsMarks(item, resource),
        ...(item.codeTable === undefined ? {} : { codeTable: item.codeTable }),
      };
    });
  }
  return [
    ...query.groups.map(({ of, field, by }): ResultColumn => {
      const item = itemAt(sides, of, field) as ItemDefinition;
      const title = by ? { zh: item.title.zh + BY_WORDS[by].zh, en: item.title.en + BY_WORDS[by].en } : item.title;
      const codes = item.codeTable === undefined ? {} : { codeTable: item.codeTable };
      return {
        title,
        type: by ? 'text' : item.type,
        mask: 'none',
        role: 'group',
        identifying: false,
        free: false,
        ...codes,
      };
    }),
    ...query.figures.map(({ kind, of = 'a', field }): ResultColumn => {
      const item = field === undefined ? undefined : itemAt(sides, of, field);
      const words = FIGURE_WORDS[kind];
      return {
        title: {
          zh: words.zh.replace('{field}', item?.title.zh ?? ''),
          en: words.en.replace('{field}', item?.title.en ?? ''),
        },
        type:
          kind === 'count' || kind === 'count-distinct'
            ? 'integer'
            : kind === 'sum' || kind === 'average'
              ? 'number'
              : (item?.type ?? 'text'),
        mask: 'none',
        role: 'figure',
        identifying: false,
        free: false,
      };
    }),
  ];
}

/** A query without its filters: two of one shape, told apart only by filters, may together give what neither gives alone. */
export function shapeOf(query: Query): string {
  return JSON.stringify([query.grant, query.join ?? null, query.mode, query.fields, query.groups, query.figures]);
}
