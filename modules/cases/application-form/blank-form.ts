import type { DocumentSpec, FormPart } from '@platform/documents';
import { sampleOf, tellForm, type FormSchema, type ToldPage } from '@platform/forms';
import { shanghaiDate } from '@platform/kernel';
import type { Matter } from '@modules/matters/contract';
import { blankParts } from './blank-parts.ts';
import { formParts, sectionNumber } from './form-parts.ts';

type Facts = { matter: Matter; office: string; at: Date };

/** 空白表格: the matter's application form as it stands, to be filled in by hand. */
export function blankForm(facts: Facts): DocumentSpec {
  const { matter } = facts;
  const filled = blankParts(matter.formSchema as FormSchema, matter.uiOrder, 2);
  return sheet(facts, '', filled, '');
}

/** 示例样表: the same filled in with the examples that the form's author gave; undefined where there are none. */
export function sampleForm(facts: Facts): DocumentSpec | undefined {
  const { matter, at } = facts;
  const schema = matter.formSchema as FormSchema;
  const values = sampleOf(schema);
  if (!values) return undefined;
  const pages = tellForm(schema, values, 'zh', { order: matter.uiOrder, today: shanghaiDate(at) });
  const printing = { fileName: () => undefined, locked: new Set<string>() };
  return sheet(
    facts,
    '（示例样表）',
    formParts(pages.map(withoutFiles), printing, 2),
    '示例内容均为虚构，仅供填写时参考，不能用于提交。',
  );
}

/** An example has no files: where they are asked it says that they come with the form. */
const withoutFiles = ({ fields, ...page }: ToldPage): ToldPage => ({
  ...page,
  fields: fields.map(({ files, ...field }) => (files ? { ...field, text: '（另附材料）' } : field)),
});

function sheet({ matter, office, at }: Facts, mark: string, filled: FormPart[], note: string): DocumentSpec {
  const sections = 2 + filled.filter(({ title, ...part }) => title !== undefined && !('inner' in part)).length;
  const needed = matter.materials.filter(({ avoided }) => !avoided);
  const parts: FormPart[] = [
    {
      kind: 'facts',
      title: '一、基本信息',
      facts: [
        { label: '事项名称', value: matter.title.zh },
        { label: '事项编码', value: matter.codes.taskCode },
        { label: '申请人（姓名或单位名称）', value: '' },
        { label: '公民身份号码或统一社会信用代码', value: '' },
        { label: '代办人或经办人（有则填写）', value: '' },
        { label: '代办人或经办人证件号码', value: '' },
      ],
    },
    ...filled,
    {
      kind: 'table',
      title: `${sectionNumber(sections)}、申请材料清单`,
      heads: [
        { title: '序号', share: 3 },
        { title: '材料名称', share: 18 },
        { title: '是否必要', share: 6 },
        { title: '已附', share: 4 },
      ],
      rows:
        needed.length > 0
          ? needed.map(({ title, necessity }, index) => [String(index + 1), title.zh, NECESSITY[necessity], '□'])
          : [['——', '本事项无需提交材料', '——', '——']],
    },
    {
      kind: 'signatures',
      title: `${sectionNumber(sections + 1)}、申请人声明和签收`,
      boxes: [
        {
          heading: '申请人（签名或盖章）',
          text: '申请人对本表所填内容和所附材料的真实性负责。',
          lines: ['签名：', DATE],
        },
        { heading: '收件单位（盖章）', text: office, lines: ['收件人签名：', DATE] },
      ],
    },
    ...(note ? [{ kind: 'text', paragraphs: [note] } as const] : []),
  ];
  return {
    layout: 'form',
    language: 'zh',
    createdAt: at,
    title: `${matter.title.zh}申请表${mark}`,
    subtitle: `受理单位：${office}`,
    parts,
    footers: [`表单版本 ${matter.version}${note ? ` · ${note}` : ''}`],
  };
}

const NECESSITY = { required: '必要', optional: '非必要', later: '容缺后补' } as const;
const DATE = '日期：　　　　年　　月　　日';
