import type { LocalText } from '@platform/kernel';
import type { CaseFacts, CaseOf, Matter } from '../contract/index.ts';
import { LEAST_TOLD } from './back-test-shown.ts';

/** One thing in which the guide and the cases differ (or agree), with the cases behind it. */
export type GuideFinding = {
  code: 'duration' | 'promise-too-long' | 'materials' | 'visits' | 'online' | 'instant';
  tone: 'green' | 'amber' | 'red';
  stated: LocalText;
  found: LocalText;
  /** What to do about it; absent where all is well. */
  todo?: LocalText;
  /** How many cases are behind it, and the first of those that the reader may open. */
  count: number;
  cases: string[];
};

/** Whether the reader may open cases that an office handled. */
type MayOpen = (organisation: string) => boolean;

const MOST_CASES = 50;
/** Above this share of cases something is a pattern, not an accident. */
const OFTEN = 0.05;

/**
 * Compares what a guide promises with what its cases really took and asked. Says nothing where too little happened to say it. Whoever may not open
 * a case learns that there is one, not which.
 */
export function checkGuide(matter: Matter, facts: CaseFacts, mayOpen: MayOpen): GuideFinding[] {
  if (facts.decided === 0) return [];
  return [
    duration(matter, facts, mayOpen),
    instant(matter, facts),
    ...materials(matter, facts, mayOpen),
    visits(matter, facts, mayOpen),
    online(matter, facts),
  ].flatMap((finding) => finding ?? []);
}

/** `1 case`, `2 cases`. */
const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const NONE = { count: 0, cases: [] };
const numbers = (list: readonly CaseOf[]): Set<string> => new Set(list.map(({ caseNo }) => caseNo));
const behind = (list: readonly CaseOf[], mayOpen: MayOpen): Pick<GuideFinding, 'count' | 'cases'> => ({
  count: numbers(list).size,
  cases: [...numbers(list.filter(({ organisation }) => mayOpen(organisation)))].slice(0, MOST_CASES),
});

function duration({ limits, projectType }: Matter, { days }: CaseFacts, mayOpen: MayOpen): GuideFinding | undefined {
  if (days.length === 0) return undefined;
  const sorted = days.map((one) => one.days).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const late = days.filter(({ overPromise }) => overPromise);
  const statutory = days.filter(({ overStatutory }) => overStatutory);
  const { days: promised, unit } = limits.promise;
  const word = unit === 'workday' ? { zh: '个工作日', en: 'working day' } : { zh: '天', en: 'day' };
  const stated = { zh: `承诺 ${promised} ${word.zh}`, en: `${counted(promised, word.en)} promised` };
  const found = {
    zh: `${days.length} 件：中位 ${at(0.5)}、九成在 ${at(0.9)} 个工作日内；超过承诺 ${late.length} 件${statutory.length > 0 ? `，其中超过法定 ${statutory.length} 件` : ''}`,
    en: `${counted(days.length, 'case')}: median ${at(0.5)}, nine of ten within ${counted(at(0.9), 'working day')}; ${late.length} over the promise${statutory.length > 0 ? `, ${statutory.length} of them over the law's limit` : ''}`,
  };
  if (late.length > 0)
    return {
      code: 'duration',
      tone: late.length / days.length > OFTEN || statutory.length > 0 ? 'red' : 'amber',
      stated,
      found,
      todo: {
        zh: '查看超期办件的卡点；属于人手或协同问题的先整改，确属承诺过短的修改承诺并说明',
        en: 'See where the late cases stood; mend that first, and change the promise only if it is really too short',
      },
      ...behind(late, mayOpen),
    };
  // Nine of ten take less than half of what is promised: the promise could be shorter.
  if (projectType === 'promise' && unit === 'workday' && days.length >= 10 && at(0.9) * 2 < promised)
    return {
      code: 'promise-too-long',
      tone: 'amber',
      stated,
      found,
      todo: {
        zh: `可把承诺压缩到 ${Math.max(1, Math.ceil(at(0.9)))} 个工作日`,
        en: `The promise could be shortened to ${counted(Math.max(1, Math.ceil(at(0.9))), 'working day')}`,
      },
      ...behind(days, mayOpen),
    };
  return { code: 'duration', tone: 'green', stated, found, ...behind(days, mayOpen) };
}

function instant({ projectType }: Matter, { decided, atOnce }: CaseFacts): GuideFinding | undefined {
  if (projectType !== 'instant') return undefined;
  const share = atOnce / decided;
  const percent = Math.round(share * 100);
  return {
    code: 'instant',
    tone: share >= 0.8 ? 'green' : 'amber',
    stated: { zh: '即办件，当场办结', en: 'Instant: decided at once' },
    found: {
      zh: `${decided} 件中 ${percent}% 当场办结`,
      en: `${percent}% of ${counted(decided, 'case')} decided at once`,
    },
    ...(share >= 0.8
      ? {}
      : {
          todo: {
            zh: '多数转了人工：检查规则是否覆盖常见情形、数据是否取得，或改为承诺件',
            en: 'Many went to a person: see whether the rules cover what is common and the data come, or make it a promise matter',
          },
        }),
    ...NONE,
  };
}

function materials(matter: Matter, { asked, decided }: CaseFacts, mayOpen: MayOpen): GuideFinding[] {
  const groups = Map.groupBy(asked, ({ material, text }) => material ?? normal(text));
  return [...groups.values()].flatMap((list): GuideFinding[] => {
    const cases = behind(list, mayOpen);
    const [first] = list;
    if (first === undefined || (cases.count < 2 && cases.count / decided < OFTEN)) return [];
    const listed = matter.materials.find(
      ({ id, title }) => id === first.material || normal(first.text).includes(normal(title.zh)),
    );
    const words = commonWords(list, mayOpen);
    const found = {
      zh: `${cases.count} 件被要求补正${words ? `：“${words}”` : listed ? '' : '指南之外的材料（个别办件的文字不引）'}`,
      en: `${counted(cases.count, 'case was', 'cases were')} asked to correct${words ? `: "${words}"` : listed ? '' : ' what the guide does not list (words of a few cases are not quoted)'}`,
    };
    if (!listed)
      return [
        {
          code: 'materials',
          tone: 'red',
          stated: { zh: '指南没有列出', en: 'The guide does not list it' },
          found,
          todo: {
            zh: '指南之外不得要求材料：确有依据的补进材料清单，没有依据的停止要求',
            en: 'Nothing may be asked that the guide does not list: add it if the law asks for it, else stop asking',
          },
          ...cases,
        },
      ];
    return [
      {
        code: 'materials',
        tone: 'amber',
        stated: { zh: `指南列有“${listed.title.zh}”`, en: `The guide lists "${listed.title.en}"` },
        found,
        todo: listed.avoided
          ? {
              zh: '指南说由共享数据代替、无需提交，实际仍在要求：检查数据接口，或停止要求',
              en: 'The guide says that shared data replace it, yet it is asked for: see to the interface, or stop asking',
            }
          : {
              zh: '申请人常常交错：在指南和表单中说明格式，附样表',
              en: 'Applicants often get it wrong: say in guide and form what it must look like, with a sample',
            },
        ...cases,
      },
    ];
  });
}

/**
 * What at least two cases were asked in the same words: those of one notice alone may tell of its person. Two may be one person's, so who may
 * not open the cases is told words only that many had.
 */
function commonWords(asked: CaseFacts['asked'], mayOpen: MayOpen): string | undefined {
  const sameWords = [...Map.groupBy(asked, ({ text }) => normal(text)).values()];
  const [most] = sameWords.toSorted((a, b) => numbers(b).size - numbers(a).size);
  const least = most?.every(({ organisation }) => mayOpen(organisation)) ? 2 : LEAST_TOLD;
  return most && numbers(most).size >= least ? most[0]?.text : undefined;
}

function visits({ visits: stated }: Matter, { visits: found }: CaseFacts, mayOpen: MayOpen): GuideFinding | undefined {
  if (found.length === 0) return undefined;
  const more = found.filter((one) => one.visits > stated.count);
  const average = found.reduce((sum, one) => sum + one.visits, 0) / found.length;
  return {
    code: 'visits',
    tone: more.length === 0 ? 'green' : more.length / found.length > OFTEN ? 'red' : 'amber',
    stated: { zh: `到现场 ${stated.count} 次`, en: counted(stated.count, 'visit') },
    found: {
      zh: `${found.length} 件平均到现场 ${average.toFixed(2)} 次，多于承诺的 ${more.length} 件`,
      en: `${counted(found.length, 'case')} took ${average.toFixed(2)} visits on average, ${more.length} more than stated`,
    },
    ...(more.length === 0
      ? {}
      : {
          todo: {
            zh: '查明为何多跑：材料说明不清的改指南，系统原因的改流程，确需到场的如实填写次数',
            en: 'Find out why they came again: mend the guide or the process, or state the visits as they are',
          },
        }),
    ...behind(more, mayOpen),
  };
}

function online({ handling }: Matter, { onLine, decided }: CaseFacts): GuideFinding | undefined {
  if (handling?.depth !== 'IV') return undefined;
  const percent = Math.round((onLine / decided) * 100);
  return {
    code: 'online',
    tone: percent >= 50 ? 'green' : 'amber',
    stated: { zh: '全程网办（Ⅳ）', en: 'All on line (IV)' },
    found: {
      zh: `${decided} 件中 ${percent}% 网上提交`,
      en: `${percent}% of ${counted(decided, 'case')} handed in on line`,
    },
    ...(percent >= 50
      ? {}
      : {
          todo: {
            zh: '多数人仍到窗口：了解网上办理难在哪里',
            en: 'Most still come to the window: find out what is hard on line',
          },
        }),
    ...NONE,
  };
}

const normal = (text: string): string => text.normalize('NFKC').replaceAll(/[\s，。、；：“”"'《》()（）]/g, '');
