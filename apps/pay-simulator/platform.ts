import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { shanghaiDate, systemClock, type Clock } from '@platform/kernel';
import type { Log } from '@platform/log';
import { answerText, isSigned, requestText, SCHEME, sealResource, signText } from '@modules/payments/wechat';
import { openBook } from './book.ts';
import { NO_FAULTS, type Faults } from './faults.ts';
import { keptKeys } from './keys.ts';
import type { SimulatedOrder, SimulatedRefund } from './orders.ts';
import { payPage } from './page.ts';
import { simulatedRefunds } from './refunds.ts';
import { APP, MERCHANT, no, shanghaiTime, type Answer } from './said.ts';
import { paidStatement, refundStatement } from './statements.ts';

export type PayOptions = {
  /** On loopback; 0 for any. */
  port: number;
  /** Keys, and what it remembers. */
  folder: string;
  faults?: Partial<Faults>;
  clock?: Clock;
  log?: Log;
  /** Between 0 and 1. */
  chance?: () => number;
};

export type PayPlatform = {
  url: string;
  /** What the deployment of the city is told. */
  deployment: Record<string, string>;
  setFaults(change: Partial<Faults>): void;
  /** A payer pays the order, as on its page. */
  pay(no: string, total?: number): Promise<void>;
  orders(): readonly SimulatedOrder[];
  refunds(): readonly SimulatedRefund[];
  /** Waits until whoever is to be told was told. */
  told(): Promise<void>;
  stop(): Promise<void>;
};

const SERIAL = 'SIMULATEDMERCHANTCERTIFICATE01';
const PLATFORM_SERIAL = 'SIMULATEDPLATFORMCERTIFICATE01';
const FRESH_S = 300;
const MOST_BODY = 64 * 1024;
const NOTICE_TRIES_MS = [0, 1_000, 4_000, 15_000];

/** Answers as WeChat Pay APIv3 does, for one merchant, on loopback. No money moves; its pages say so. */
export async function startPayPlatform(options: PayOptions): Promise<PayPlatform> {
  const clock = options.clock ?? systemClock;
  const chance = options.chance ?? Math.random;
  const keys = keptKeys(options.folder);
  const orders = openBook<SimulatedOrder>(`${options.folder}/orders.json`, (one) => one.out_trade_no);
  const refunds = openBook<SimulatedRefund>(`${options.folder}/refunds.json`, (one) => one.out_refund_no);
  let faults: Faults = { ...NO_FAULTS, ...options.faults };
  const stopping = new AbortController();
  const notices = new Set<Promise<void>>();
  const seconds = (): number => Math.floor(clock.now().getTime() / 1_000);

  const signed = (body: string): Record<string, string> => {
    const [timestamp, nonce] = [String(seconds()), randomBytes(16).toString('hex')];
    return {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-serial': PLATFORM_SERIAL,
      'wechatpay-signature': signText(answerText(timestamp, nonce, body), keys.platform),
    };
  };
  const reply = (response: ServerResponse, { status, body }: Answer): void => {
    const text = body === undefined ? '' : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...signed(text) }).end(text);
  };

  const authorised = (request: IncomingMessage, body: string): boolean => {
    const header = request.headers.authorization ?? '';
    if (!header.startsWith(`${SCHEME} `)) return false;
    const part = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(header)?.[1] ?? '';
    const fresh = Math.abs(seconds() - Number(part('timestamp'))) <= FRESH_S;
    const text = requestText(request.method ?? '', request.url ?? '', part('timestamp'), part('nonce_str'), body);
    return (
      fresh &&
      part('mchid') === MERCHANT &&
      part('serial_no') === SERIAL &&
      isSigned(text, part('signature'), keys.merchantPublic)
    );
  };

  const transaction = (order: SimulatedOrder): object => ({
    appid: APP,
    mchid: MERCHANT,
    out_trade_no: order.out_trade_no,
    trade_state: order.state,
    trade_state_desc: '模拟',
    ...(order.transaction_id === null || order.paidAt === null
      ? {}
      : {
          transaction_id: order.transaction_id,
          trade_type: 'NATIVE',
          success_time: shanghaiTime(order.paidAt),
          amount: { total: order.total, payer_total: order.total, currency: 'CNY', payer_currency: 'CNY' },
        }),
  });

  const open = (text: string, kind: 'native' | 'h5'): Answer => {
    let told: Record<string, unknown>;
    try {
      told = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return no(400, 'PARAM_ERROR', '请求正文不是 JSON');
    }
    const { out_trade_no: number, description, notify_url: notify, amount, time_expire: expire } = told;
    const total = (amount as { total?: unknown } | undefined)?.total;
    const whole = typeof total === 'number' && Number.isInteger(total) && total > 0;
    if (
      typeof number !== 'string' ||
      !/^[0-9A-Za-z_\-|*]{6,32}$/.test(number) ||
      typeof description !== 'string' ||
      typeof notify !== 'string' ||
      !whole ||
      told['mchid'] !== MERCHANT ||
      told['appid'] !== APP
    )
      return no(400, 'PARAM_ERROR', '参数错误');
    const known = orders.find(number);
    if (known?.state === 'SUCCESS') return no(400, 'ORDERPAID', '订单已支付');
    if (known?.state === 'CLOSED') return no(400, 'ORDER_CLOSED', '订单已关闭');
    if (known && (known.total !== total || known.description !== description))
      return no(400, 'OUT_TRADE_NO_USED', '商户订单号重复');
    const order: SimulatedOrder = known ?? {
      out_trade_no: number,
      prepay: randomBytes(12).toString('hex'),
      description,
      total,
      notify_url: notify,
      expires: typeof expire === 'string' ? Date.parse(expire) : clock.now().getTime() + 7_200_000,
      state: 'NOTPAY',
      transaction_id: null,
      paidAt: null,
    };
    orders.put(order);
    const address = `${url}/pay/${order.prepay}`;
    return { status: 200, body: kind === 'native' ? { code_url: address } : { h5_url: address } };
  };

  const pay = async (order: SimulatedOrder): Promise<void> => {
    if (order.state !== 'NOTPAY' || order.expires <= clock.now().getTime()) return;
    const paid: SimulatedOrder = {
      ...order,
      state: 'SUCCESS',
      transaction_id: `42000${seconds()}${randomBytes(6).readUIntBE(0, 6).toString().padStart(15, '0')}`.slice(0, 32),
      paidAt: clock.now().getTime(),
    };
    orders.put(paid);
    tell(paid.notify_url, 'TRANSACTION.SUCCESS', transaction(paid));
  };

  /** Told in a notice: never, once or twice. */
  const tell = (address: string, event: string, held: object): void => {
    if (chance() < faults.noNotice) return;
    const telling = notify(address, event, held, chance() < faults.twice ? 2 : 1).finally(() =>
      notices.delete(telling),
    );
    notices.add(telling);
  };

  /** Told until it is answered with 200, as the real one does; `times` answers. */
  const notify = async (address: string, event: string, held: object, times: number): Promise<void> => {
    let left = times;
    const type = event.startsWith('REFUND.') ? 'refund' : 'transaction';
    for (const wait of NOTICE_TRIES_MS) {
      if (wait > 0) await new Promise((resume) => setTimeout(resume, wait).unref());
      if (stopping.signal.aborted) return;
      const nonce = randomBytes(6).toString('hex');
      const body = JSON.stringify({
        id: randomBytes(16).toString('hex'),
        create_time: clock.now().toISOString(),
        event_type: event,
        resource_type: 'encrypt-resource',
        resource: { original_type: type, ...sealResource(JSON.stringify(held), keys.apiKey, nonce, type) },
      });
      try {
        const answer = await fetch(address, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...signed(body) },
          body,
          signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(5_000)]),
        });
        if (answer.ok && (left -= 1) === 0) return;
      } catch (error) {
        options.log?.info({ error, event }, 'a notice was not taken');
      }
    }
  };

  const refunding = simulatedRefunds({
    clock,
    orders,
    refunds,
    chance,
    faults: () => faults,
    tell: (event, { notify_url: address }, held) => tell(address, event, held),
  });
  const statement = (type: string | null, day: string): string | undefined =>
    type === 'REFUND'
      ? refundStatement(day, refunds.all(), (number) => orders.find(number))
      : paidStatement(day, orders.all());

  const api = (request: IncomingMessage, address: URL, text: string): Answer => {
    if (!authorised(request, text)) return no(401, 'SIGN_ERROR', '签名错误');
    if (request.method === 'POST' && address.pathname === '/v3/pay/transactions/native') return open(text, 'native');
    if (request.method === 'POST' && address.pathname === '/v3/pay/transactions/h5') return open(text, 'h5');
    const asked = /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)(\/close)?$/.exec(address.pathname);
    if (asked) {
      const order = orders.find(asked[1] as string);
      if (!order) return no(404, 'ORDER_NOT_EXIST', '订单不存在');
      if (asked[2] === undefined && request.method === 'GET') return { status: 200, body: transaction(order) };
      if (asked[2] !== undefined && request.method === 'POST') {
        if (order.state === 'SUCCESS') return no(400, 'ORDERPAID', '订单已支付');
        orders.put({ ...order, state: 'CLOSED' });
        return { status: 204 };
      }
    }
    if (request.method === 'POST' && address.pathname === '/v3/refund/domestic/refunds') return refunding.begin(text);
    const refund = /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/.exec(address.pathname);
    if (refund && request.method === 'GET') return refunding.ask(refund[1] as string);
    if (address.pathname === '/v3/bill/tradebill') {
      const day = address.searchParams.get('bill_date') ?? '';
      if (day >= shanghaiDate(clock.now())) return no(400, 'INVALID_REQUEST', '账单日期不合法');
      const type = address.searchParams.get('bill_type');
      const file = statement(type, day);
      if (file === undefined) return no(400, 'NO_STATEMENT_EXIST', '账单文件不存在');
      return {
        status: 200,
        body: {
          hash_type: 'SHA1',
          hash_value: createHash('sha1').update(file).digest('hex'),
          download_url: `${url}/v3/billdownload/file?token=${type}-${day}`,
        },
      };
    }
    return no(404, 'NOT_FOUND', '没有这个接口');
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const address = new URL(request.url ?? '/', 'http://simulator');
    const text = await bodyOf(request);
    const page = /^\/pay\/([0-9a-f]{24})$/.exec(address.pathname);
    if (page) {
      const back = address.searchParams.get('redirect_url') ?? undefined;
      const byPrepay = () => orders.all().find(({ prepay }) => prepay === page[1]);
      const order = byPrepay();
      if (request.method === 'POST' && order) {
        if (new URLSearchParams(text).get('do') === 'pay') await pay(order);
        if (back !== undefined) return void response.writeHead(303, { location: back }).end();
      }
      const shown = payPage(byPrepay(), back);
      return void response
        .writeHead(order ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
        .end(shown);
    }
    if (address.pathname === '/v3/billdownload/file') {
      if (!authorised(request, text)) return reply(response, no(401, 'SIGN_ERROR', '签名错误'));
      return void response
        .writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
        .end(statement(...statementOf(address.searchParams.get('token') ?? '')));
    }
    if (chance() < faults.slow) await new Promise((resume) => setTimeout(resume, faults.slowMs).unref());
    const fate = chance();
    if (fate < faults.busy) return void response.writeHead(500).end();
    const done = api(request, address, text);
    // Done, and nobody hears of it.
    if (request.method === 'POST' && fate < faults.busy + faults.silent) return void request.socket.destroy();
    return reply(response, done);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      options.log?.error({ error }, 'the simulator failed');
      if (!response.headersSent) response.writeHead(500).end();
    });
  });
  await new Promise<void>((resume, fail) => server.once('error', fail).listen(options.port, '127.0.0.1', resume));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    deployment: {
      PAY_URL: url,
      PAY_MERCHANT: MERCHANT,
      PAY_APP: APP,
      PAY_SERIAL: SERIAL,
      PAY_KEY_FILE: keys.files.merchant,
      PAY_PLATFORM_SERIAL: PLATFORM_SERIAL,
      PAY_PLATFORM_KEY_FILE: keys.files.platformPublic,
      PAY_API_KEY_FILE: keys.files.apiKey,
      PAY_SIMULATED: 'yes',
    },
    setFaults(change) {
      faults = { ...faults, ...change };
    },
    async pay(number, total) {
      const order = orders.find(number);
      if (order) await pay(total === undefined ? order : { ...order, total });
      await Promise.all(notices);
    },
    orders: () => orders.all(),
    refunds: () => refunds.all(),
    async told() {
      await Promise.all(notices);
    },
    async stop() {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resume) => server.close(resume));
    },
  };
}

/** What the address of a statement says. */
function statementOf(token: string): [type: string, day: string] {
  const [, type = '', day = ''] = /^([A-Z]+)-(.+)$/.exec(token) ?? [];
  return [type, day];
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
