import { defineErrors } from '@platform/kernel';

export const lineageErrors = defineErrors('lineage', {
  unknownNode: {
    status: 404,
    zh: '血缘图中没有“{id}”。定义可能已改名，请重新搜索。',
    en: 'The lineage has no "{id}". Its definition may have been renamed: search again.',
  },
  unknownResource: {
    status: 404,
    zh: '没有目录“{id}”。请从目录列表中选择。',
    en: 'There is no resource "{id}". Choose one from the catalogue.',
  },
});
