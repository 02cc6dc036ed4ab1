import { defineErrors } from '@platform/kernel';

export const catalogueErrors = defineErrors('catalogue', {
  unknownResource: {
    status: 404,
    zh: '目录中没有“{id}”。请检查编号，或在目录中按名称查找。',
    en: 'There is no resource "{id}" in the catalogue. Check the id, or search the catalogue by name.',
  },
  keyNotAnItem: {
    status: 500,
    zh: '目录“{id}”的主键项“{item}”不在信息项中。请修改业务包。',
    en: 'The key item "{item}" of the resource "{id}" is not among its items. Correct the pack.',
  },
});
