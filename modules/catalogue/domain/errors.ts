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
  keyNotAnItem: {
    status: 500,
    zh: '目录“{id}”的主键项“{item}”不在信息项中。请修改业务包。',
    en: 'The key item "{item}" of the resource "{id}" is not among its items. Correct the pack.',
  },
});
