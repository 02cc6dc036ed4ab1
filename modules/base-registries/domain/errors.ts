import { defineErrors } from '@platform/kernel';

export const baseRegistriesErrors = defineErrors('base-registries', {
  unknownRegistry: {
    status: 404,
    zh: '没有基础库“{id}”。请检查编号。',
    en: 'There is no base registry "{id}". Check the id.',
  },
  unknownItem: {
    status: 500,
    zh: '基础库“{registry}”的字段“{field}”引用了目录“{resource}”中不存在的信息项“{item}”。请修改业务包。',
    en: 'Field "{field}" of the registry "{registry}" names the item "{item}", which the resource "{resource}" lacks. Correct the pack.',
  },
  typesDiffer: {
    status: 500,
    zh: '基础库“{registry}”的字段“{field}”与来源“{resource}.{item}”类型不同。请在业务包中改为同一类型。',
    en: 'Field "{field}" of the registry "{registry}" and its source "{resource}.{item}" differ in type. Give them the same type in the pack.',
  },
  noKeyItem: {
    status: 500,
    zh: '目录“{resource}”没有可对应基础库“{registry}”主键“{key}”的信息项。请在业务包的主键字段来源中写明。',
    en: 'The resource "{resource}" has no item for the key "{key}" of the registry "{registry}". Name it among the sources of the key field in the pack.',
  },
});
