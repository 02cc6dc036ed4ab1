import { createHash, randomBytes } from 'node:crypto';
import { Type, type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { parseYuan, type Clock } from '@platform/kernel';
import type { PaymentPlatform, RefundWord, Word } from '../contract/index.ts';
import { paymentErrors } from '../errors.ts';
import { answerText, isSigned, openResource, requestText, SCHEME, signText } from './signature.ts';
import type { WechatSettings } from './settings.ts';

const PATIENCE_MS = 8_000;
/** Answers and notices older than this are not believed. */
const FRESH_MS = 300_000;

const Transaction = Type.Object({
  out_trade_no: Type.String(),
  mchid: Type.String(),
  trade_state: Type.String(),
  transaction_id: Type.Optional(Type.String()),
  success_time: Type.Optional(Type.String()),
  amount: Type.Optional(Type.Object({ total: Type.Integer({ minimum: 0 }), currency: Type.Optional(Type.String()) })),
});
/** As an answer (`status`) or in a notice (`refund_status`, and the merchant's number). */
const Refunded = Type.Object({
  out_refund_no: Type.String(),
  refund_id: Type.String(),
  mchid: Type.Optional(Type.String()),
  status: Type.Optional(Type.String()),
  refund_status: Type.Optional(Type.String()),
  success_time: Type.Optional(Type.String()),
  amount: Type.Object({ refund: Type.Integer({ minimum: 0 }), currency: Type.Optional(Type.String()) }),
});
const Notice = Type.Object({
  event_type: Type.String(),
  resource: Type.Object({
    algorithm: Type.Literal('AEAD_AES_256_GCM'),
    ciphertext: Type.String(),
    nonce: Type.String({ minLength: 12, maxLength: 12 }),
    associated_data: Type.String(),
  }),
});
type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** WeChat Pay APIv3 (微信支付), with the merchant of this deployment: H5 on phones, Native codes for desktops. */
export function wechatPay(settings: WechatSettings, clock: Clock, noticeUrl: string): PaymentPlatform {
  const { merchant } = settings;

  async function send(
    method: 'GET' | 'POST',
    path: string,
    content?: object,
  ): Promise<{ status: number; text: string }> {
    const body = content === undefined ? '' : JSON.stringify(content);
    const timestamp = Math.floor(clock.now().getTime() / 1_000).toString();
    const nonce = randomBytes(16).toString('hex');
    const signature = signText(requestText(method, path, timestamp, nonce, body), settings.key);
    const authorization = `${SCHEME} mchid="${merchant}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${settings.serial}"`;
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(settings.url + path, {
        method,
        headers: {
          authorization,
          accept: 'application/json',
          ...(body === '' ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === '' ? {} : { body }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      text = await answer.text();
    } catch (error) {
      throw paymentErrors.platformAway({ reason: (error as Error).name });
    }
    if (answer.status >= 500 || answer.status === 429)
      throw paymentErrors.platformAway({ reason: String(answer.status) });
    // Who answers in the platform's name must hold its key; files of statements are told by their hash instead.
    if (!path.startsWith('/v3/billdownload') && !fromPlatform(Object.fromEntries(answer.headers), text))
      throw paymentErrors.platformAway({ reason: 'SIGN' });
    return { status: answer.status, text };
  }

  function fromPlatform(headers: Headers, body: string): boolean {
    const of = (name: string): string => String(headers[`wechatpay-${name}`] ?? '');
    const seconds = Number(of('timestamp'));
    const fresh = Math.abs(clock.now().getTime() - seconds * 1_000) <= FRESH_MS;
    return (
      fresh &&
      of('serial') === settings.platformSerial &&
      isSigned(answerText(of('timestamp'), of('nonce'), body), of('signature'), settings.platformKey)
    );
  }

  function read<T extends TSchema>(schema: T, text: string): Static<T> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw paymentErrors.platformAway({ reason: 'JSON' });
    }
    if (!Value.Check(schema, value)) throw paymentErrors.platformAway({ reason: 'SHAPE' });
    return value as Static<T>;
  }

  const codeOf = (text: string): string | undefined => /"code"\s*:\s*"([A-Z_]{1,64})"/.exec(text)?.[1];
  const refused = (text: string) => {
    return paymentErrors.refusedThere({ reason: codeOf(text) ?? 'UNKNOWN' });
  };

  return {
    title: settings.simulated
      ? { zh: '微信支付（模拟）', en: 'WeChat Pay (simulator)' }
      : { zh: '微信支付', en: 'WeChat Pay' },
    simulated: settings.simulated,

    async open({ id, fen, title, expiresAt, returnUrl, payerIp, way }) {
      const shared = {
        appid: settings.app,
        mchid: merchant,
        description: title.slice(0, 40),
        out_trade_no: id,
        time_expire: `${new Date(expiresAt.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`,
        notify_url: noticeUrl,
        amount: { total: Number(fen), currency: 'CNY' },
      };
      if (way === 'code') {
        const { status, text } = await send('POST', '/v3/pay/transactions/native', shared);
        if (status !== 200) throw refused(text);
        return read(Type.Object({ code_url: Type.String() }), text).code_url;
      }
      const scene = { payer_client_ip: payerIp, h5_info: { type: 'Wap' } };
      const { status, text } = await send('POST', '/v3/pay/transactions/h5', { ...shared, scene_info: scene });
      if (status !== 200) throw refused(text);
      const address = new URL(read(Type.Object({ h5_url: Type.String() }), text).h5_url);
      address.searchParams.set('redirect_url', returnUrl);
      return address.href;
    },

    async ask(orderId) {
      const { status, text } = await send('GET', `/v3/pay/transactions/out-trade-no/${orderId}?mchid=${merchant}`);
      // An order whose opening was lost is not known there: nobody can pay it.
      if (status === 404) return { state: codeOf(text) === 'ORDER_NOT_EXIST' ? 'closed' : 'open' };
      if (status !== 200) throw refused(text);
      return wordOf(read(Transaction, text), orderId);
    },

    async close(orderId) {
      const { status, text } = await send('POST', `/v3/pay/transactions/out-trade-no/${orderId}/close`, {
        mchid: merchant,
      });
      if (status !== 204 && codeOf(text) !== 'ORDER_CLOSED' && codeOf(text) !== 'ORDERPAID' && status !== 404)
        throw refused(text);
    },

    async refund({ id, orderId, fen, paid, reason }) {
      const { status, text } = await send('POST', '/v3/refund/domestic/refunds', {
        out_trade_no: orderId,
        out_refund_no: id,
        reason: reason.slice(0, 80),
        notify_url: noticeUrl,
        amount: { refund: Number(fen), total: Number(paid), currency: 'CNY' },
      });
      if (status !== 200) throw refused(text);
      return refundWord(read(Refunded, text), id);
    },

    async askRefund(refundId) {
      const { status, text } = await send('GET', `/v3/refund/domestic/refunds/${refundId}`);
      if (status === 404 && codeOf(text) === 'RESOURCE_NOT_EXISTS') return { state: 'unknown' };
      if (status !== 200) throw refused(text);
      return refundWord(read(Refunded, text), refundId);
    },

    notice(headers, body) {
      const text = body.toString('utf8');
      if (!fromPlatform(headers, text)) throw paymentErrors.badNotice();
      try {
        const { event_type: event, resource } = read(Notice, text);
        const held = openResource(resource, settings.apiKey);
        if (event.startsWith('REFUND.')) {
          const refund = read(Refunded, held);
          if (refund.mchid !== merchant) throw paymentErrors.badNotice();
          return { refundId: refund.out_refund_no, word: refundWord(refund, refund.out_refund_no) };
        }
        const transaction = read(Transaction, held);
        if (event !== 'TRANSACTION.SUCCESS') throw paymentErrors.badNotice();
        return { orderId: transaction.out_trade_no, word: wordOf(transaction, transaction.out_trade_no) };
      } catch {
        throw paymentErrors.badNotice();
      }
    },

    async statement(day) {
      const lines = await billLines(day, 'SUCCESS', ['微信订单号', '商户订单号', '订单金额']);
      return lines.map(([platformNo, orderId, yuan]) => ({ platformNo, orderId, fen: fenOf(yuan) }));
    },

    async refundStatement(day) {
      const lines = await billLines(day, 'REFUND', ['微信退款单号', '商户退款单号', '退款金额']);
      return lines.map(([platformNo, refundId, yuan]) => ({ platformNo, refundId, fen: fenOf(yuan) }));
    },
  };

  /** Three columns of a day's trade bill (交易账单). */
  async function billLines(
    day: string,
    type: 'SUCCESS' | 'REFUND',
    columns: readonly [string, string, string],
  ): Promise<[string, string, string][]> {
    const { status, text } = await send('GET', `/v3/bill/tradebill?bill_date=${day}&bill_type=${type}`);
    // A day without any has no statement.
    if (status !== 200 && codeOf(text) === 'NO_STATEMENT_EXIST') return [];
    if (status !== 200) throw refused(text);
    const told = read(
      Type.Object({ hash_type: Type.Literal('SHA1'), hash_value: Type.String(), download_url: Type.String() }),
      text,
    );
    const address = new URL(told.download_url);
    // Only from where the statement was asked for.
    if (address.origin !== new URL(settings.url).origin) throw paymentErrors.platformAway({ reason: 'ORIGIN' });
    const file = await send('GET', address.pathname + address.search);
    if (createHash('sha1').update(file.text).digest('hex') !== told.hash_value)
      throw paymentErrors.platformAway({ reason: 'HASH' });
    return statementLines(file.text, columns);
  }

  function refundWord(one: Static<typeof Refunded>, refundId: string): RefundWord {
    if (one.out_refund_no !== refundId || (one.amount.currency ?? 'CNY') !== 'CNY')
      throw paymentErrors.platformAway({ reason: 'OTHER' });
    const platformNo = one.refund_id;
    const said = one.status ?? one.refund_status ?? '';
    switch (said) {
      case 'SUCCESS': {
        const at = new Date(one.success_time ?? Number.NaN);
        if (Number.isNaN(at.getTime())) throw paymentErrors.platformAway({ reason: 'SHAPE' });
        return { state: 'done', fen: BigInt(one.amount.refund), at, platformNo };
      }
      case 'PROCESSING':
        return { state: 'pending', platformNo };
      case 'CLOSED':
        return { state: 'closed', platformNo };
      case 'ABNORMAL':
        return { state: 'stuck', platformNo };
      default:
        throw paymentErrors.refusedThere({ reason: said || 'SHAPE' });
    }
  }

  function wordOf(one: Static<typeof Transaction>, orderId: string): Word {
    if (one.mchid !== merchant || one.out_trade_no !== orderId) throw paymentErrors.platformAway({ reason: 'OTHER' });
    switch (one.trade_state) {
      case 'SUCCESS': {
        const at = new Date(one.success_time ?? Number.NaN);
        const { amount, transaction_id: platformNo } = one;
        if (!amount || (amount.currency ?? 'CNY') !== 'CNY' || !platformNo || Number.isNaN(at.getTime()))
          throw paymentErrors.platformAway({ reason: 'SHAPE' });
        return { state: 'paid', fen: BigInt(amount.total), at, platformNo };
      }
      case 'NOTPAY':
      case 'USERPAYING':
        return { state: 'open' };
      case 'CLOSED':
      case 'REVOKED':
      case 'PAYERROR':
        return { state: 'closed' };
      default:
        // Refunded, or a state we do not know: people look at it, no bill is settled by a guess.
        throw paymentErrors.refusedThere({ reason: one.trade_state });
    }
  }
}

/** Lines of a trade bill (交易账单): a head, then values each behind a back-tick, then two lines of sums. */
function statementLines(text: string, columns: readonly [string, string, string]): [string, string, string][] {
  const [head, ...lines] = text
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/);
  const names = (head ?? '').split(',');
  const places = columns.map((name) => {
    const found = names.indexOf(name);
    if (found < 0) throw paymentErrors.platformAway({ reason: `CSV ${name}` });
    return found;
  });
  return lines
    .filter((line) => line.startsWith('`'))
    .map((line) => line.split(',').map((value) => value.replace(/^`/, '')))
    .filter((values) => values.length === names.length)
    .map((values) => places.map((place) => values[place] as string) as [string, string, string]);
}

function fenOf(yuan: string): bigint {
  const fen = parseYuan(yuan.trim());
  if (fen === undefined) throw paymentErrors.platformAway({ reason: 'CSV' });
  return fen;
}
