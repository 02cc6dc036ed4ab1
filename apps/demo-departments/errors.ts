import { defineErrors } from '@platform/kernel';

export const demoErrors = defineErrors('demo-departments', {
  unknownGenerator: {
    status: 400,
    zh: '样本“{sample}”的列“{column}”用了没有的生成器“{generator}”；可用：{known}。',
    en: 'Column "{column}" of sample "{sample}" names generator "{generator}", which does not exist; known: {known}.',
  },
  unknownDirt: {
    status: 400,
    zh: '样本“{sample}”用了没有的脏数据种类“{dirt}”；可用：{known}。',
    en: 'Sample "{sample}" names the dirt "{dirt}", which does not exist; known: {known}.',
  },
  badSettings: {
    status: 400,
    zh: '样本“{sample}”的设置有误：{what}。',
    en: 'The settings of sample "{sample}" are wrong: {what}.',
  },
  wrongTarget: {
    status: 400,
    zh: '样本“{sample}”写到的位置与来源“{source}”的连接方式不符。',
    en: 'Sample "{sample}" writes to another kind of place than source "{source}" reads from.',
  },
  notStarted: {
    status: 409,
    zh: '{folder} 中没有示例部门的数据，请先启动 npm start。',
    en: 'There are no demo departments in {folder}; start the product first (npm start).',
  },
  unknownPerson: {
    status: 404,
    zh: '没有名为“{person}”的样本人员；可用：{known}。',
    en: 'There is no sample person "{person}"; known: {known}.',
  },
  notChangeable: {
    status: 400,
    zh: '“{attribute}”不在可更改的项目中；可用：{known}。',
    en: '"{attribute}" is not among the facts that may change; known: {known}.',
  },
  unknownValue: {
    status: 400,
    zh: '“{attribute}”不能改为“{value}”；可用：{known}。',
    en: '"{attribute}" cannot become "{value}"; known: {known}.',
  },
  nothingToUndo: {
    status: 409,
    zh: '“{person}”没有可撤销的更改。',
    en: 'There is no change of "{person}" to undo.',
  },
});
