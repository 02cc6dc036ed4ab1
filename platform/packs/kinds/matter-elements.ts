import { Type, type Static } from 'typebox';
import { FormFieldName } from './form-field-name.ts';
import { Id, PlainDateText, ref, strict, Text } from './parts.ts';

/** Elements of an implementation list (实施清单, GB/T 39554.2) beside those every matter has; names and values as in practice. */

export const TaskType = Type.Enum(['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '20'], {
  description:
    '01 行政许可 02 处罚 03 强制 04 征收 05 行政给付 06 检查 07 行政确认 08 奖励 09 裁决 10 其他行政权力 20 公共服务',
});
export const UseLevel = Type.Enum(['1', '2', '3', '4', '5', '6'], {
  description: '1 国家 2 省 3 市 4 县 5 乡镇街道 6 村社区',
});
export const PowerSource = Type.Enum(['1', '2', '3', '4', '5', '6'], {
  description: '1 法定本级行使 2 上级下放 3 上级授权 4 同级授权 5 上级委托 6 同级委托',
});
export const ServiceObject = Type.Enum(['natural-person', 'legal-person', 'other-organisation']);
export const CatalogCode = Type.String({
  pattern: '^[0-9A-Z]{12}$',
  description: '基本编码: 2 places of nation (00) or province, 2 of type, 2 of business line, 3 main item, 3 sub-item',
});

/** How it is handled (办理形式), and how much of it on line (网上办理深度). */
export const Handling = strict({
  forms: Type.Array(Type.Enum(['window', 'online', 'mail', 'terminal']), {
    minItems: 1,
    uniqueItems: true,
    description: '窗口, 网上, 邮寄, 自助终端',
  }),
  depth: Type.Optional(
    Type.Enum(['I', 'II', 'III', 'IV'], { description: '网上办理深度 Ⅰ–Ⅳ; Ⅳ: all on line (全程网办)' }),
  ),
  across: Type.Optional(
    Type.Enum(['county', 'city', 'province', 'nation'], { description: '通办范围; absent: not handled elsewhere' }),
  ),
  mail: Type.Optional(
    strict({
      materials: Type.Boolean({ description: '材料可邮寄' }),
      result: Type.Boolean({ description: '结果可邮寄' }),
    }),
  ),
  booking: Type.Optional(Type.Boolean({ description: '可预约' })),
  centre: Type.Optional(Type.Boolean({ description: '进驻政务大厅' })),
});

/** Where one may come (办理地点). */
export const WindowPlace = strict({
  name: Text,
  address: Text,
  hours: Text,
  phone: Type.Optional(Type.String({ minLength: 1 })),
});

/** Only these suspend the clocks (行政许可法 art. 45). */
export const SpecialProcedure = strict({
  kind: Type.Enum(['hearing', 'tender', 'auction', 'test', 'inspection', 'quarantine', 'appraisal', 'expert-review'], {
    description: '听证, 招标, 拍卖, 检验, 检测, 检疫, 鉴定, 专家评审',
  }),
  title: Text,
  days: Type.Integer({ minimum: 1, description: 'Its own limit, working days' }),
  basis: Text,
});

/** A link of the handling (办理环节) as the guide tells it. */
export const ProcessLink = strict({
  id: Id,
  title: Text,
  organisation: Type.Optional(ref('organisations', "Default: the matter's own")),
  days: Type.Optional(Type.Integer({ minimum: 0, description: 'Working days' })),
});

/** A concrete scenario (业务办理项): its code is the matter's with the serial's two places. */
export const HandlingScenario = strict({
  serial: Type.String({ pattern: '^\\d{2}$', description: 'Last two places of the 33 of its code' }),
  title: Text,
  when: Type.Optional(
    strict({ field: FormFieldName, is: Type.String({ minLength: 1 }) }, 'By which answer a case is of this scenario'),
  ),
  materials: Type.Optional(Type.Array(Id, { description: 'Papers asked for; default all' })),
});

/** When it applies (计划生效、取消日期). */
export const Effective = strict({ from: PlainDateText, until: Type.Optional(PlainDateText) });

/** A paid service of a third party that the matter needs (中介服务). */
export const Intermediary = strict({ title: Text, basis: Text });

/** One power of the basic list (基本目录): what the nation or province names, whoever does it. */
export const BasicMatter = strict({
  code: CatalogCode,
  title: Text,
  taskType: TaskType,
  levels: Type.Array(UseLevel, {
    minItems: 1,
    uniqueItems: true,
    description: 'Levels that may exercise it (行使层级)',
  }),
  legalBasis: Type.Array(strict({ title: Text, article: Type.Optional(Text) }), { minItems: 1 }),
  department: Type.Optional(ref('organisations', 'The department of the city that leads it')),
});
export type BasicMatter = Static<typeof BasicMatter>;
