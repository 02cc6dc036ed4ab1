import { defineErrors } from '@platform/kernel';

export const auditErrors = defineErrors('audit', {
  notWhole: {
    status: 500,
    zh: '审计第 {seq} 条与链不符，停止清除到期记录。请运行 npm run audit:verify 查明。',
    en: 'Audit row {seq} is not what was chained; nothing whose term is over is removed. Run npm run audit:verify to find out.',
  },
});
