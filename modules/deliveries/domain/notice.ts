import type { LocalText } from '@platform/kernel';

export type PartyWords = { consumer: LocalText; application: LocalText; providers: LocalText };

/** The line that stands at the head of each file: who took it, from whom, for what, and that it can be traced. It names offices, never officers. */
export function noticeOf(
  made: { no: string; ordered_at: Date; purpose: { title: LocalText }; legal_basis: LocalText; case_no: string | null },
  party: PartyWords,
  language: 'zh' | 'en',
): string {
  const at = new Date(made.ordered_at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  const parts =
    language === 'zh'
      ? [
          `交付件 ${made.no}`,
          `${party.consumer.zh}（${party.application.zh}）于 ${at} 订制`,
          `提供：${party.providers.zh}`,
          `用途：${made.purpose.title.zh}`,
          ...(made.case_no === null ? [] : [`办件：${made.case_no}`]),
          `依据：${made.legal_basis.zh}`,
          '仅限本用途使用，不得转给第三方；内含接收方标识，外泄可追查',
        ]
      : [
          `Delivery ${made.no}`,
          `ordered by ${party.consumer.en} (${party.application.en}) at ${at}`,
          `from ${party.providers.en}`,
          `for ${made.purpose.title.en}`,
          ...(made.case_no === null ? [] : [`case ${made.case_no}`]),
          `on the basis of ${made.legal_basis.en}`,
          'For this purpose only, not to be passed on; it carries its recipient’s mark and can be traced',
        ];
  return parts.join(language === 'zh' ? '｜' : ' | ');
}
