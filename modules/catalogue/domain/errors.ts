import { defineErrors } from '@platform/kernel';

export const catalogueErrors = defineErrors('catalogue', {
  unknownResource: {
    status: 404,
    zh: '目录中没有“{id}”。请检查编号，或在目录中按名称查找。',
    en: 'There is no resource "{id}" in the catalogue. Check the id, or search the catalogue by name.',
  },
  itemThere: {
    status: 409,
    zh: '目录“{id}”已有信息项“{item}”，定义不同。请换一个英文名，或用已有的信息项。',
    en: 'The resource "{id}" has an item "{item}" already, defined otherwise. Choose another name, or use the one that is there.',
  },
  badItem: {
    status: 422,
    zh: '信息项的定义有误，请按提示改正。',
    en: 'The definition of the item is not right. Correct what is marked.',
  },
  unknownEntry: {
    status: 404,
    zh: '没有编号为“{id}”的目录编制记录，可能已被删除。请回到目录编制列表查看。',
    en: 'There is no entry "{id}" being compiled; it may have been deleted. Look at the list of entries again.',
  },
  outOfScope: {
    status: 403,
    zh: '目录“{id}”属于其他部门，您只能编制和修改本部门的目录。需要时请联系提供部门的数据专员。',
    en: 'The entry "{id}" belongs to another department; you may compile your own only. Ask the data officer of its provider.',
  },
  idTaken: {
    status: 409,
    zh: '编号“{id}”已被别的目录使用。请换一个编号，或打开已有的目录修订。',
    en: 'The id "{id}" is taken by another entry. Choose another one, or open that entry and revise it.',
  },
  badId: {
    status: 422,
    zh: '编号须为小写字母、数字和连字符，字母开头，至多 48 个字符。请改正后再保存。',
    en: 'An id has lower-case letters, digits and hyphens, begins with a letter, and is at most 48 characters long. Correct it and save again.',
  },
  notYetSound: {
    status: 422,
    zh: '目录有 {count} 处不符合编制规则，还不能提交或发布。请按提示逐项改正。',
    en: 'The entry breaks the rules in {count} places and cannot be submitted or published yet. Correct what is marked.',
  },
  wrongState: {
    status: 409,
    zh: '目录“{id}”现在的状态不能做这一步，可能有人刚处理过。请刷新后再看。',
    en: 'The entry "{id}" does not stand where this can be done; somebody may have just dealt with it. Reload and look again.',
  },
  ownWork: {
    status: 403,
    zh: '目录“{id}”有您参与编制的内容，须由其他审核人检查和发布。请转给另一位审核人。',
    en: 'You took part in compiling the entry "{id}"; somebody else has to check and publish it. Pass it to another reviewer.',
  },
  retired: {
    status: 409,
    zh: '目录“{id}”已停用，不能再修改。请另建目录。',
    en: 'The entry "{id}" is retired and cannot be changed. Compile a new one.',
  },
  packsOwn: {
    status: 409,
    zh: '目录“{id}”由业务包声明，不能在这里停用。请在业务包中移除。',
    en: 'The entry "{id}" is declared by a pack and cannot be retired here. Take it out of the pack.',
  },
  changedMeanwhile: {
    status: 409,
    zh: '“{id}”在您打开后被别人改过。您写的内容还在页面上，请刷新核对后再保存。',
    en: 'Somebody changed "{id}" since you opened it. What you wrote is still on the page: reload, compare and save again.',
  },
  reasonMissing: {
    status: 422,
    zh: '请写明理由（至少 2 个字），以便提供部门知道原因。',
    en: 'Say why, in two characters or more, so that the provider knows.',
  },
  noFile: {
    status: 400,
    zh: '没有收到文件。请选择一个 Excel 文件（.xlsx，不超过 {limit}）。',
    en: 'No file came with the request. Choose an Excel file (.xlsx, up to {limit}).',
  },
  notAWorkbook: {
    status: 422,
    zh: '这不是能打开的 Excel 文件（.xlsx）。请用“下载模板”得到的格式另存后再导入。',
    en: 'This is not a readable Excel file (.xlsx). Save it anew in the format of “Download the template” and import it again.',
  },
  sheetMissing: {
    status: 422,
    zh: '文件里没有名为“{sheet}”的工作表。请按模板的两张工作表填写。',
    en: 'The file has no sheet named "{sheet}". Fill in the two sheets of the template.',
  },
  importFaults: {
    status: 422,
    zh: '文件里有 {count} 处错误，什么都没有导入。请按“试导入”列出的单元格改正后再导入。',
    en: 'The file has {count} faults and nothing was imported. Correct the cells that the trial run lists and import it again.',
  },
  unknownResponsibility: {
    status: 404,
    zh: '责任清单中没有这一项，可能已被移除。请刷新列表。',
    en: 'There is no such line in the responsibility list; it may have been removed. Reload the list.',
  },
  unknownDiscovery: {
    status: 404,
    zh: '没有这条发现，可能信息项已变。请刷新列表。',
    en: 'There is no such finding; its item may have changed. Reload the list.',
  },
  discoveryDecided: {
    status: 409,
    zh: '这条发现已有人处理。请刷新列表查看结果。',
    en: 'Somebody has dealt with this finding already. Reload the list to see how.',
  },
  unknownOrganisation: {
    status: 422,
    zh: '没有编号为“{id}”的单位，请从单位列表中选择。',
    en: 'There is no organisation "{id}"; choose one from the list.',
  },
  keyNotAnItem: {
    status: 500,
    zh: '目录“{id}”的主键项“{item}”不在信息项中。请修改业务包。',
    en: 'The key item "{item}" of the resource "{id}" is not among its items. Correct the pack.',
  },
});
