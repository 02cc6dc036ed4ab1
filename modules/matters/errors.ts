import { defineErrors, type FieldFault } from '@platform/kernel';
import type { PackFault } from '@platform/packs';

const texts = defineErrors('matters', {
  unknownMatter: {
    status: 404,
    zh: '没有这个事项，可能已经调整或停办。请在首页重新搜索。',
    en: 'There is no such service; it may have been changed or ended. Please search again from the home page.',
  },
  faultyFile: {
    status: 500,
    zh: '事项文件 {file} 有误：{reason}。请改正后重新启动。',
    en: 'The matter file {file} is faulty: {reason}. Correct it and start again.',
  },
  outOfScope: {
    status: 403,
    zh: '您只能编制本单位及所属单位的事项；请由“{organisation}”的编制人员办理。',
    en: 'You may edit matters of your own organisation and those below it only; ask an editor of "{organisation}".',
  },
  guideOutOfScope: {
    status: 403,
    zh: '指南核对要查阅办件的补正通知，只限本单位及所属单位的事项；请由“{organisation}”的人员或审改人员查看。',
    en: 'The guide check reads notices to applicants, so it is for your own organisation and those below it; ask somebody of "{organisation}" or a reviewer.',
  },
  notYetSound: {
    status: 422,
    zh: '还有 {count} 处不符合要求，请按所列位置改正后再办理。',
    en: '{count} faults are left; correct them where they are listed, then try again.',
  },
  backTestFirst: {
    status: 409,
    zh: '决策规则改过，还没有用历史办件回测。请先在“历史回测”处运行一次，看过结果再提交审核；之后再改规则，须重新回测。',
    en: 'The rules of the decision were changed and not yet tried on past cases. Run the back-test, look at its result, then submit; rules changed afterwards are tried again.',
  },
  wrongState: {
    status: 409,
    zh: '这个版本现在不能这样办理，可能已由他人处理。请刷新后再看。',
    en: 'This cannot be done with the version now; somebody may have dealt with it. Reload and look again.',
  },
  changedMeanwhile: {
    status: 409,
    zh: '这个版本刚刚被他人修改。您写的内容还在本页，请先复制，再刷新。',
    en: 'Somebody has just changed this version. What you wrote is still on the page: copy it, then reload.',
  },
  ownWork: {
    status: 403,
    zh: '编制人不能审改自己的事项，请由其他审改人员办理。',
    en: 'Whoever edited a matter cannot review it; ask another reviewer.',
  },
  reasonMissing: { status: 422, zh: '请写明理由（至少两个字）。', en: 'Say why, in two characters at least.' },
  alreadyOpen: {
    status: 409,
    zh: '事项“{id}”已有一个在办的版本，请在其上修改。',
    en: 'The matter "{id}" has a version in work already; go on with that one.',
  },
  badId: {
    status: 422,
    zh: '事项标识应为小写英文单词，用连字符相连，不超过 64 个字符，且没有被使用。',
    en: 'The id is lower-case words joined by hyphens, at most 64 characters, and not yet in use.',
  },
  noHistory: {
    status: 422,
    zh: '没有可以回测的历史决定：{why}',
    en: 'There are no past decisions to try it on: {why}',
  },
  packFaulty: {
    status: 422,
    zh: '业务包“{pack}”有 {count} 处错误，没有加载任何内容。请按所列文件和行号改正后重试。',
    en: 'Pack "{pack}" has {count} faults, so nothing was loaded. Correct the files and lines listed and try again.',
  },
  notLive: {
    status: 422,
    zh: '业务包“{pack}”还定义了 {kinds}，这些只能在启动时读入。请把它加入 YIWANG_PACKS 后重新启动。',
    en: 'Pack "{pack}" also defines {kinds}, which are read at start only. Add it to YIWANG_PACKS and start again.',
  },
  alreadyInUse: {
    status: 409,
    zh: '业务包“{pack}”在启动时已读入（YIWANG_PACKS），修改后请重新启动。',
    en: 'Pack "{pack}" was read at start (YIWANG_PACKS); after a change start again.',
  },
  matterTaken: {
    status: 409,
    zh: '事项“{id}”已由{owner}定义，不能由业务包“{pack}”覆盖。请改用其他标识。',
    en: 'The matter "{id}" is defined by {owner} already and cannot be taken over by pack "{pack}". Use another id.',
  },
  notAWorkbook: {
    status: 422,
    zh: '这不是 Excel 工作簿（.xlsx），或内容过大。请用导出的模板填写。',
    en: 'This is no Excel workbook (.xlsx), or it holds too much. Fill in the exported template.',
  },
  sheetMissing: {
    status: 422,
    zh: '工作簿缺少“{sheet}”表，请用导出的模板填写。',
    en: 'The workbook has no sheet "{sheet}"; fill in the exported template.',
  },
  noFile: {
    status: 422,
    zh: '请选择一个 Excel 文件（不超过 {limit}）。',
    en: 'Choose an Excel file of at most {limit}.',
  },
  importOvertaken: {
    status: 409,
    zh: '导入期间，事项“{id}”的草稿已由他人修改或提交，没有导入任何内容。请查看后重新导入。',
    en: 'While the file was read, somebody changed or submitted the draft of "{id}", so nothing was imported. Look at it, then import again.',
  },
  importFaults: {
    status: 422,
    zh: '有 {count} 处错误，没有导入任何内容。请按单元格改正后重试。',
    en: '{count} faults, so nothing was imported. Correct the cells and try again.',
  },
});

export const matterErrors = {
  ...texts,
  /** The faults of a pack as its check tells them: `file:line:column` each. */
  faultyPack(pack: string, fields: readonly FieldFault[]) {
    return texts.packFaulty({ pack, count: fields.length }, { fields });
  },
  /** Every fault with its place: a JSON pointer into the definition, or `file:line` of a file beside it. */
  notSound(faults: readonly PackFault[]) {
    return texts.notYetSound({ count: faults.length }, { fields: faults.map(fieldFault) });
  },
};

/** The place of a fault as a form or an editor finds it. */
export function fieldFault({ path, file, line, code, message }: PackFault): FieldFault {
  return { path: path === undefined ? `${file}:${line}` : `/${path.join('/')}`, code, message };
}
