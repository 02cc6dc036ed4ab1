import { defineErrors } from '@platform/kernel';

export const matterErrors = defineErrors('matters', {
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
});
