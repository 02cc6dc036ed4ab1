import { defineErrors } from '@platform/kernel';

export const paymentErrors = defineErrors('payments', {
  notFound: {
    status: 404,
    zh: '没有这笔缴款。请回到办件页面重新打开。',
    en: 'There is no such bill. Open it again from your case.',
  },
  notDue: {
    status: 409,
    zh: '这笔缴款现在不需要支付（{state}）。请刷新页面查看。',
    en: 'Nothing is to be paid for this bill now ({stateEn}). Load the page again.',
  },
  windowOnly: {
    status: 409,
    zh: '目前没有开通网上支付，请到窗口缴费。缴费后办件会继续。',
    en: 'Paying on line is not set up here. Please pay at the window; the case then goes on.',
  },
  platformAway: {
    status: 503,
    zh: '支付平台没有应答（{reason}），没有扣款。请稍后再试；如果已经付款，请不要再付，系统会查询结果。',
    en: 'The payment platform did not answer ({reason}). Try again later; if you have paid already do not pay again, the result is being asked for.',
  },
  refusedThere: {
    status: 502,
    zh: '支付平台拒绝了请求（{reason}）。请联系办理单位。',
    en: 'The payment platform refused ({reason}). Please tell the office.',
  },
  badNotice: {
    status: 401,
    zh: '通知的签名或内容不对，没有采信。',
    en: 'The notice does not check and was not believed.',
  },
  badSettings: {
    status: 500,
    zh: '支付平台的设置 {name} 不对：{reason}。请核对部署参数。',
    en: 'The setting {name} of the payment platform is wrong: {reason}. Look at the deployment’s settings.',
  },
  noRefund: {
    status: 404,
    zh: '没有这笔退付。请刷新页面查看。',
    en: 'There is no such refund. Load the page again.',
  },
  notRefundable: {
    status: 409,
    zh: '这笔款项不在应退之列：只有多付的款项，和按事项收费规则应退的缴费可以退付。窗口缴费由原收款渠道退付。',
    en: 'This payment is not to be given back: only surplus is, and a fee that the matter’s own rule gives back. What was paid at a window goes back the way it came.',
  },
  tooMuch: {
    status: 409,
    zh: '退付金额超过了可退金额 {left}。请改为不超过 {left} 的金额。',
    en: 'More than can be given back. Propose {left} or less.',
  },
  alreadyDecided: {
    status: 409,
    zh: '这笔退付已经有了审批结果。请刷新页面查看。',
    en: 'This refund has been decided upon already. Load the page again.',
  },
  ownProposal: {
    status: 403,
    zh: '退付不能由提出人自己审批，请由另一位收费对账人员审批。',
    en: 'Nobody approves a refund of their own; another officer for fees has to.',
  },
  otherSum: {
    status: 502,
    zh: '支付平台退的金额（{fen} 分）与批准的不一致，请联系支付平台核对。',
    en: 'The platform gave back another sum ({fen} fen) than was approved. Look at it together with the platform.',
  },
  future: {
    status: 422,
    zh: '日期 {day} 还没有结束，请选择今天以前的日期。',
    en: '{day} is not over; choose a day before today.',
  },
});
