import { defineErrors } from '@platform/kernel';

export const cockpitErrors = defineErrors('cockpit', {
  unknownBoard: { status: 404, zh: '没有名为 {board} 的看板。', en: 'There is no board {board}.' },
  unknownIndicator: { status: 404, zh: '没有名为 {indicator} 的指标。', en: 'There is no indicator {indicator}.' },
  unknownMeasure: {
    status: 500,
    zh: '指标 {indicator} 用到的度量 {measure} 不存在，请检查指标定义。',
    en: 'Indicator {indicator} names the measure {measure}, which no module has.',
  },
});
