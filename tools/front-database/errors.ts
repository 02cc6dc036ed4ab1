import { defineErrors } from '@platform/kernel';

export const kitErrors = defineErrors('front-database', {
  tooManyKeys: {
    status: 422,
    zh: '目录 {resource} 的主键超过 {most} 列，变更日志放不下。请改用单列主键。',
    en: 'The key of {resource} has more than {most} columns, for which the journal has no room. Give it a shorter key.',
  },
  unknownResource: {
    status: 404,
    zh: '业务包中没有目录 {resource}。请核对编号；已有：{known}',
    en: 'The packs have no resource {resource}. Check the id; there are: {known}',
  },
});
