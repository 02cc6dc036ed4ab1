// Names of the codes of a matter (GB/T 39554 事项类型, 行使层级): the same words for whoever applies and whoever handles.
export const MATTER_CODES = {
  zh: {
    types: {
      '01': '行政许可',
      '02': '行政处罚',
      '03': '行政强制',
      '04': '行政征收',
      '05': '行政给付',
      '06': '行政检查',
      '07': '行政确认',
      '08': '行政奖励',
      '09': '行政裁决',
      '10': '其他行政权力',
      '20': '公共服务',
    },
    levels: { '1': '国家级', '2': '省级', '3': '市级', '4': '县级', '5': '乡镇（街道）级', '6': '村（社区）级' },
  },
  en: {
    types: {
      '01': 'Licensing',
      '02': 'Penalty',
      '03': 'Compulsion',
      '04': 'Levy',
      '05': 'Benefit',
      '06': 'Inspection',
      '07': 'Confirmation',
      '08': 'Award',
      '09': 'Adjudication',
      '10': 'Other power',
      '20': 'Public service',
    },
    levels: { '1': 'Nation', '2': 'Province', '3': 'City', '4': 'County', '5': 'Township', '6': 'Village' },
  },
} as const;
