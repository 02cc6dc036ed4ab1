import { defineErrors } from '@platform/kernel';

export const processErrors = defineErrors('process', {
  notBpmn: {
    status: 422,
    zh: '流程文件无法读取：{what}。请使用 BPMN 2.0 格式',
    en: 'The process file cannot be read: {what}. Use BPMN 2.0',
  },
  refused: {
    status: 422,
    zh: '流程“{process}”有 {count} 处不能运行：{firstZh}',
    en: 'Process "{process}" cannot be run as it is ({count} faults): {first}',
  },
  badStart: {
    status: 422,
    zh: '流程“{process}”没有可用的开始事件“{start}”；可用的有：{known}',
    en: 'Process "{process}" has no start event "{start}" to begin with; there are: {known}',
  },
  ended: {
    status: 409,
    zh: '流程已经结束，不能再操作',
    en: 'The process has ended; nothing more can be done with it',
  },
  jobDone: {
    status: 409,
    zh: '这项工作已经办结或取消，无需再办',
    en: 'This work is already done or cancelled; nothing remains to be done',
  },
  wrongJob: {
    status: 409,
    zh: '环节“{node}”在等待{waitsZh}，不能这样完成',
    en: '"{node}" waits for {waits}; it cannot be completed like this',
  },
  nobodyWaits: {
    status: 409,
    zh: '没有环节在等待消息“{name}”',
    en: 'Nothing waits for the message "{name}"',
  },
  unknownToken: {
    status: 409,
    zh: '流程已不在这个位置，请刷新后再试',
    en: 'The process is no longer at this place; reload and try again',
  },
  noIncident: {
    status: 409,
    zh: '这里没有待处理的异常，无需重试',
    en: 'Nothing is stopped here; there is nothing to resume',
  },
  badMove: {
    status: 422,
    zh: '不能移到“{node}”：{whatZh}',
    en: 'It cannot be moved to "{node}": {what}',
  },
  unknownModel: {
    status: 409,
    zh: '找不到流程“{process}”的版本 {version}，请先恢复该版本',
    en: 'Version {version} of process "{process}" is not to be had; restore it first',
  },
  unknownScope: {
    status: 409,
    zh: '流程中没有这个变量范围“{scope}”',
    en: 'The process has no scope "{scope}"',
  },
  runsWithoutWaiting: {
    status: 422,
    zh: '流程在“{node}”附近不停循环，{steps} 步内没有等待任何人或事；请检查循环的条件',
    en: 'The process goes round near "{node}" without waiting for anyone in {steps} steps; check the condition of the loop',
  },
});

/** What stops a token; see {@link Incident}. */
export const incidentTexts = {
  'no-flow': {
    zh: '“{node}”之后没有任何条件成立，也没有默认路径；请修正数据后重试，或移动到其他环节',
    en: 'After "{node}" no condition holds and there is no default flow; mend the data and resume, or move the case',
  },
  'bad-expression': {
    zh: '“{node}”的表达式“{expression}”无法计算：{what}；请修正数据后重试',
    en: 'The expression "{expression}" of "{node}" cannot be evaluated: {what}; mend the data and resume',
  },
  'missing-value': {
    zh: '“{node}”的条件“{expression}”无法判断，缺少数据：{missing}；请补齐后重试，或移动到其他环节',
    en: 'The condition "{expression}" of "{node}" comes to neither yes nor no for want of {missing}; give it and resume, or move the case',
  },
  'bad-timer': {
    zh: '“{node}”的期限“{value}”不是有效的时间；请修正数据后重试',
    en: 'The timer "{value}" of "{node}" is no valid time; mend the data and resume',
  },
  'bad-loop': {
    zh: '“{node}”的重复次数或名单“{value}”无效：应为 0 至 {most} 的整数或列表；请修正数据后重试',
    en: '"{node}" cannot be repeated for "{value}": a whole number from 0 to {most} or a list is needed; mend the data and resume',
  },
  'no-called-process': {
    zh: '“{node}”调用的流程“{process}”不存在；请发布该流程后重试',
    en: '"{node}" calls the process "{process}", which does not exist; publish it and resume',
  },
  'uncaught-error': {
    zh: '“{node}”报告错误“{error}”，流程没有处理它的路径；请处理后重试，或移动到其他环节',
    en: '"{node}" reports the error "{error}" and the process has no path for it; resume when it is mended, or move the case',
  },
  stuck: {
    zh: '“{node}”等待的其他路径不会再到达；请移动到其他环节',
    en: '"{node}" waits for paths that can no longer arrive; move the case',
  },
};
