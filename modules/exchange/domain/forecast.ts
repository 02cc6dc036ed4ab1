import type { LocalText } from '@platform/kernel';

export type Forecast = {
  rows?: number;
  /** Predicted time of the whole reading. */
  seconds?: number;
  /** Log that the source will have to keep until the reading is over. */
  logBytes?: number;
  logLimitBytes: number;
  /** When the log's budget would be used up, from the beginning of the reading. */
  logSecondsUntilLimit?: number;
  verdict: 'fits' | 'tight' | 'does-not-fit' | 'unknown';
  text: LocalText;
};

/** Of the budget, beyond which a forecast is called tight. */
const TIGHT = 0.7;

/**
 * Whether a snapshot ends before the log that is kept for us exceeds its budget.
 * @param facts.rowsPerSecond measured on this connection, or limited by its settings
 * @param facts.logPace bytes of log a second at the source; undefined where it cannot be told
 * @param facts.hoursShare share of the day in which the source may be read, 0..1
 */
export function forecast(facts: {
  mode: 'snapshot' | 'cursor' | 'capture';
  rows?: number | undefined;
  rowsPerSecond: number;
  logPace?: number | undefined;
  hoursShare: number;
  logLimitBytes: number;
  logLimitSeconds: number;
}): Forecast {
  const { logLimitBytes } = facts;
  if (facts.rows === undefined) {
    return {
      logLimitBytes,
      verdict: 'unknown',
      text: {
        zh: '来源没有给出行数估计，无法预测快照时间。可以先在来源上更新统计信息（ANALYZE）。',
        en: 'The source gives no estimate of its rows, so the time of a snapshot cannot be predicted. Update its statistics (ANALYZE) first.',
      },
    };
  }
  const reading = Math.max(1, Math.ceil(facts.rows / facts.rowsPerSecond));
  const seconds = Math.ceil(reading / Math.max(facts.hoursShare, 1 / 24));
  const known = { rows: facts.rows, seconds, logLimitBytes };
  const time = { zh: duration(seconds, 'zh'), en: duration(seconds, 'en') };
  if (facts.mode !== 'capture') {
    return {
      ...known,
      verdict: 'fits',
      text: {
        zh: `预计 ${time.zh} 读完；此方式不占用来源日志。`,
        en: `Predicted to take ${time.en}; this mode keeps no log at the source.`,
      },
    };
  }
  if (facts.logPace === undefined) {
    return {
      ...known,
      verdict: seconds > facts.logLimitSeconds ? 'does-not-fit' : 'unknown',
      text: {
        zh: `预计 ${time.zh} 读完。来源没有给出日志增长速度，请与管理员确认日志保留时间长于此值。`,
        en: `Predicted to take ${time.en}. The source does not tell how fast its log grows; make sure with its administrator that the log is kept longer than that.`,
      },
    };
  }
  const logBytes = Math.ceil(facts.logPace * seconds);
  const byBytes = facts.logPace > 0 ? Math.floor(logLimitBytes / facts.logPace) : Number.MAX_SAFE_INTEGER;
  const untilLimit = Math.min(byBytes, facts.logLimitSeconds);
  const share = seconds / untilLimit;
  const verdict = share > 1 ? 'does-not-fit' : share > TIGHT ? 'tight' : 'fits';
  const limit = { zh: duration(untilLimit, 'zh'), en: duration(untilLimit, 'en') };
  const advice = {
    fits: { zh: '日志预算足够。', en: 'The log’s budget is enough.' },
    tight: {
      zh: '接近日志预算，建议在业务低谷开始，或调高预算。',
      en: 'That is close to the log’s budget: begin at a quiet hour, or raise the budget.',
    },
    'does-not-fit': {
      zh: '会超出日志预算：到限时平台会释放来源的日志并续做快照，但建议先调高预算、放宽每秒行数，或改在低谷进行。',
      en: 'That exceeds the log’s budget: at the limit we let the source’s log go and resume the snapshot, but better raise the budget, allow more rows a second, or begin at a quiet hour.',
    },
  }[verdict];
  return {
    ...known,
    logBytes,
    logSecondsUntilLimit: untilLimit,
    verdict,
    text: {
      zh: `预计 ${time.zh} 读完；按目前增速，来源日志 ${limit.zh} 后到预算上限。${advice.zh}`,
      en: `Predicted to take ${time.en}; at its present pace the source’s log reaches its budget after ${limit.en}. ${advice.en}`,
    },
  };
}

/** Of the day, the share in which reading is allowed. Hours may run over midnight. */
export function hoursShare(hours: readonly { readonly from: string; readonly to: string }[] | undefined): number {
  if (!hours || hours.length === 0) return 1;
  const minutes = new Set<number>();
  for (const { from, to } of hours) {
    const [start, end] = [minuteOf(from), minuteOf(to)];
    const length = (end - start + 1_440) % 1_440 || 1_440;
    for (let minute = 0; minute < length; minute += 1) minutes.add((start + minute) % 1_440);
  }
  return minutes.size / 1_440;
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function duration(seconds: number, language: 'zh' | 'en'): string {
  const rounded = (value: number): string => String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
  if (seconds < 90) return language === 'zh' ? `${seconds} 秒` : `${seconds} s`;
  if (seconds < 5_400) return language === 'zh' ? `${rounded(seconds / 60)} 分钟` : `${rounded(seconds / 60)} min`;
  if (seconds < 172_800)
    return language === 'zh' ? `${rounded(seconds / 3_600)} 小时` : `${rounded(seconds / 3_600)} h`;
  return language === 'zh' ? `${rounded(seconds / 86_400)} 天` : `${rounded(seconds / 86_400)} days`;
}
