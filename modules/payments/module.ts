import { fileURLToPath } from 'node:url';
import { moduleDatabase, type Module } from '@platform/module';
import { LIVE_TOPIC, type Own, type PaymentsDeps } from './deps.ts';
import { listBills, recordWindowPayment } from './features/list-bills.ts';
import { askMyBill, listMyBills, payMyBill, showPayCode } from './features/pay-bill.ts';
import { listDifferences, listReconciliations, reconcileNow } from './features/reconcile.ts';
import { PAYER, WINDOW } from './features/doors.ts';
import { decideOnRefund, proposeRefund } from './features/decide-refund.ts';
import { listRefunds } from './features/list-refunds.ts';
import { NOTICE_PATH, takeNotice } from './features/take-notice.ts';
import { ASK_ORDERS, askOrders } from './jobs/ask-orders.ts';
import { RECONCILE_DAYS, reconcileDays } from './jobs/reconcile-days.ts';
import { onCaseOver } from './reactions/on-case-over.ts';
import { onFeeDue } from './reactions/on-fee-due.ts';
import { wechatSettings } from './wechat/settings.ts';
import { wechatPay } from './wechat/wechat-pay.ts';

export type { PaymentsDeps } from './deps.ts';

/** 缴费: bills of cases, paid elsewhere, told back to the case, compared with the statement each night. */
export function createPayments(deps: PaymentsDeps): Module {
  const named = wechatSettings(deps.settings.deployment);
  const own: Own = {
    ...deps,
    db: moduleDatabase(deps, 'payments'),
    platform: deps.platform ?? (named && wechatPay(named, deps.clock, `${deps.settings.publicUrl}${NOTICE_PATH}`)),
    announce({ caseId, subject }) {
      // Behind the commit; a page that asked before it would see the old state.
      setTimeout(() => {
        deps.live.publish({ topic: LIVE_TOPIC, data: {} });
        deps.live.publish({ topic: 'cases', data: { caseId }, subject });
      }, 150).unref();
    },
  };
  return {
    name: 'payments',
    migrations: { module: 'payments', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      ...[PAYER, WINDOW].flatMap((door) => [
        listMyBills(own, door),
        payMyBill(own, door),
        askMyBill(own, door),
        showPayCode(own, door),
      ]),
      takeNotice(own),
      listBills(own),
      recordWindowPayment(own),
      listRefunds(own),
      proposeRefund(own),
      decideOnRefund(own),
      listReconciliations(own),
      reconcileNow(own),
      listDifferences(own),
    ],
    reactions: [onFeeDue(own), onCaseOver(own)],
    jobs: [askOrders(own), reconcileDays(own)],
    schedules: own.platform
      ? [
          { name: ASK_ORDERS.name, crontab: '* * * * *' },
          // 10:30 in Shanghai: the platform's statement of the day before is there from ten.
          { name: RECONCILE_DAYS.name, crontab: '30 2 * * *' },
        ]
      : [],
  };
}
