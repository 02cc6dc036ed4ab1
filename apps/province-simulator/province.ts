import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hmacSha256 } from '@platform/crypto';
import { shanghaiDate, type Clock, systemClock } from '@platform/kernel';
import type { Log } from '@platform/log';
import { reportsOfDay, takeReports } from './case-intake.ts';
import { RESOURCES, type Resource } from './catalogue.ts';
import { factsAbout, type Names } from './facts.ts';
import { changedFaults, faultFor, NO_FAULTS, type Faults } from './faults.ts';
import { openLedger, type Ledger } from './ledger.ts';

/** A simulator of a province's shared-data platform (省平台模拟器), a process of its own that can also be slow, double and fail. */
export const SIMULATOR = { zh: '省平台模拟器', en: 'Simulator of the province’s platform' };

export type ProvinceOptions = {
  /** Port on loopback; 0 for any. */
  port: number;
  /** What the city signs with. */
  secret: string;
  /** How the city is called there. */
  caller?: string;
  faults?: Partial<Faults>;
  /** Where it remembers what it was told; nothing is kept without. */
  file?: string;
  /** How long it takes to decide an application. */
  decideMs?: number;
  names?: Names;
  clock?: Clock;
  log?: Log;
  /** Between 0 and 1, for faults by chance. */
  chance?: (service: string) => number;
};

export type Province = {
  url: string;
  faults(): Faults;
  setFaults(change: Partial<Faults>): void;
  /** Answers that it gave and calls that it knew as repeats, for tests. */
  counts(): { calls: number; repeats: number };
  /** Suspends or ends a grant, as a province may. */
  changeGrant(upApplyId: string, state: 'granted' | 'suspended' | 'ended', reason: string): void;
  /** Loses a report it gave a receipt for, as a restored backup does. @returns whether it had it */
  forgetReport(serial: string): boolean;
  /** Goes away and comes back on the same port. */
  restart(awayMs: number): Promise<void>;
  stop(): Promise<void>;
};

const CALLER = 'city-990200';
const FRESH_MS = 300_000;
const MOST_BODY = 2 * 1024 ** 2;

type Answer = { code: string; message: string; data?: unknown };
const done = (data: unknown): Answer => ({ code: '200', message: '成功', data });
const no = (code: string, message: string): Answer => ({ code, message });
const fits = (given: string | string[] | undefined, expected: string): boolean => {
  const [a, b] = [Buffer.from(String(given ?? '')), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Starts the province on loopback. It knows one city, by `caller` and `secret`, in the national scheme (`/sysapi/…`) and the older one (x-tif-*). */
export async function startProvince(options: ProvinceOptions): Promise<Province> {
  const clock = options.clock ?? systemClock;
  const caller = options.caller ?? CALLER;
  const chance = options.chance ?? Math.random;
  let faults: Faults = { ...NO_FAULTS, ...options.faults };
  const ledger = openLedger(options.file, shanghaiDate(clock.now()));
  let calls = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?')[0] as string;
    if (path === '/' && request.method === 'GET') return showPage(response, ledger, faults);
    if (path.startsWith('/simulator/')) return control(request, response, path);
    if (request.method !== 'POST') return send(response, 404, no('40400', '没有这个接口'));
    const text = await bodyOf(request);
    const national = path.startsWith('/sysapi/');
    const name = national ? path.slice('/sysapi/'.length) : path.slice(1);
    const fault = faultFor(faults, name, chance(name));
    if (fault === 'broken')
      return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
    if (fault === 'slow') await new Promise((resume) => setTimeout(resume, faults.slowMs).unref());
    const refused = national ? refusedNational(request) : refusedTif(request);
    const reply =
      refused ??
      (fault === 'busy'
        ? no('300', '系统繁忙')
        : fault === 'maintain'
          ? no('30999', '平台维护期间暂不受理')
          : fault === 'refuse'
            ? no('30404', '接口已停用，不再受理')
            : replyTo(name, text, national ? 'gjzwfwpt' : 'tif', request));
    ledger.save();
    // Done, and nobody hears of it.
    if (fault === 'silent') return void request.socket.destroy();
    return send(response, 200, reply);
  };

  const refusedNational = ({ headers }: IncomingMessage): Answer | undefined => {
    const [rid, sid, rtime] = ['gjzwfwpt_rid', 'gjzwfwpt_sid', 'gjzwfwpt_rtime'].map((one) =>
      String(headers[one] ?? ''),
    );
    if (rid !== caller) return no('30103', '未知的调用方');
    if (Math.abs(clock.now().getTime() - Number(rtime)) > FRESH_MS || !/^\d{13}$/.test(rtime as string))
      return no('30102', '请求时间不在有效范围');
    const sign = hmacSha256(options.secret, `${sid}${rid}${rtime}`).toString('base64');
    return fits(headers['gjzwfwpt_sign'], sign) ? undefined : no('30101', '签名错误');
  };
  const nonces = new Map<string, number>();
  const refusedTif = ({ headers }: IncomingMessage): Answer | undefined => {
    const [timestamp, nonce] = ['x-tif-timestamp', 'x-tif-nonce'].map((one) => String(headers[one] ?? ''));
    if (headers['x-tif-paasid'] !== caller) return no('30103', '未知的调用方');
    const now = clock.now().getTime();
    if (Math.abs(now - Number(timestamp) * 1000) > FRESH_MS) return no('30102', '请求时间不在有效范围');
    const sign = createHash('sha256')
      .update(`${timestamp}${options.secret}${nonce}${timestamp}`)
      .digest('hex')
      .toUpperCase();
    if (!fits(headers['x-tif-signature'], sign)) return no('30101', '签名错误');
    for (const [old, at] of nonces) if (now - at > 2 * FRESH_MS) nonces.delete(old);
    if (nonces.has(nonce as string)) return no('30104', '请求重复');
    nonces.set(nonce as string, now);
    return undefined;
  };

  const replyTo = (name: string, text: string, scheme: Resource['scheme'], request: IncomingMessage): Answer => {
    let body: Record<string, unknown>;
    try {
      body = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return no('30301', '请求正文不是 JSON');
    }
    const param = (body['param'] ?? {}) as Record<string, unknown>;
    ledger.decide(clock.now().getTime());
    const business = scheme === 'gjzwfwpt' ? BUSINESS[name] : undefined;
    if (business)
      return business(param, {
        ledger,
        now: clock.now().getTime(),
        decideMs: options.decideMs ?? 20_000,
        refuses: () => chance('report-item') < faults.refuseItem,
      });
    const resource = RESOURCES.find((one) => one.path === name && one.scheme === scheme);
    if (!resource || (scheme === 'gjzwfwpt' && request.headers['gjzwfwpt_sid'] !== resource.sid))
      return no('30105', '接口编号与路径不符');
    return query(resource, body, param);
  };

  const query = (resource: Resource, body: Record<string, unknown>, param: Record<string, unknown>): Answer => {
    const grant = ledger.grantOf(resource.up_resource_id);
    const today = shanghaiDate(clock.now());
    if (!grant) return no('30201', '没有该资源的使用授权');
    if (grant.state !== 'granted' || (grant.until ?? '9999') < today || (grant.from ?? '0') > today)
      return no('30202', grant.reason ?? '授权不在有效期内');
    const serial = typeof body['serial_no'] === 'string' ? body['serial_no'] : '';
    if (serial === '' || typeof body['case_no'] !== 'string' || body['case_no'] === '' || !body['reason'])
      return no('30302', '缺少流水号、用途或办件编号');
    const key = `${today} ${resource.up_resource_id}`;
    const known = ledger.kept.serials[serial];
    if (known === undefined && (ledger.kept.calls[key] ?? 0) >= (grant.calls_per_day ?? Number.POSITIVE_INFINITY))
      return no('30203', '超过当日调用限额');
    const found = factsAbout(resource.kind, param, options.names ?? {}, clock.now());
    if ('fault' in found) return no('30301', `参数 ${found.fault} 不正确`);
    const upper = known ?? ledger.number('LS');
    if (known === undefined) {
      ledger.kept.serials[serial] = upper;
      ledger.kept.calls[key] = (ledger.kept.calls[key] ?? 0) + 1;
      calls += 1;
    } else ledger.kept.repeats += 1;
    return done({ upper_id: upper, repeated: known !== undefined, rows: found.rows });
  };

  /** Faults are set from this machine alone; the header keeps pages of other sites from doing it. */
  const control = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    if (request.headers['x-simulator-control'] !== '1') return send(response, 403, no('403', 'x-simulator-control: 1'));
    const told = request.method === 'POST' ? parsed(await bodyOf(request)) : undefined;
    if (path === '/simulator/faults') {
      const next = told === undefined ? faults : changedFaults(faults, told);
      if (!next) return send(response, 400, no('400', `{${Object.keys(NO_FAULTS).join(', ')}}`));
      faults = next;
      return send(response, 200, done(faults));
    }
    const grant = /^\/simulator\/grants\/([^/]+)\/(granted|suspended|ended)$/.exec(path);
    if (grant && request.method === 'POST') {
      const reason = (told as { reason?: unknown } | undefined)?.reason;
      changeGrant(grant[1] as string, grant[2] as 'ended', typeof reason === 'string' ? reason : '');
      return send(response, 200, done(ledger.kept.applications));
    }
    const report = /^\/simulator\/reports\/([^/]+)\/forget$/.exec(path);
    if (report && request.method === 'POST')
      return forgetReport(report[1] as string)
        ? send(response, 200, done({}))
        : send(response, 404, no('40400', '没有这条上报'));
    if (path === '/simulator/restart' && request.method === 'POST') {
      send(response, 200, done({}));
      return void restart(3_000).catch((error: Error) =>
        options.log?.error({ error }, 'the province did not come back'),
      );
    }
    return send(response, 404, no('40400', '没有这个接口'));
  };

  const changeGrant: Province['changeGrant'] = (upApplyId, state, reason) => {
    const one = ledger.kept.applications.find(({ up_apply_id: id }) => id === upApplyId);
    if (one) Object.assign(one, { state, reason: reason || null });
    ledger.save();
  };

  const forgetReport: Province['forgetReport'] = (serial) => {
    const there = serial in ledger.kept.reports;
    delete ledger.kept.reports[serial];
    ledger.save();
    return there;
  };

  let server = await listen(options.port, answer);
  const { port } = server.address() as AddressInfo;
  const restart = async (awayMs: number): Promise<void> => {
    await close(server);
    await new Promise((resume) => setTimeout(resume, awayMs));
    server = await listen(port, answer);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    faults: () => faults,
    setFaults: (change) => void (faults = { ...faults, ...change }),
    counts: () => ({ calls, repeats: ledger.kept.repeats }),
    changeGrant,
    forgetReport,
    restart,
    stop: () => close(server),
  };
}

const ofPlatform = (id: string): boolean =>
  RESOURCES.some((one) => one.up_resource_id === id && one.scheme === 'gjzwfwpt');
type Turn = { ledger: Ledger; now: number; decideMs: number; refuses: () => boolean };
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Interfaces of the platform itself: its catalogue, applications, reports. */
const BUSINESS: Readonly<Record<string, (param: Record<string, unknown>, turn: Turn) => Answer>> = {
  probe: (_param, { now }) => done({ at: new Date(now).toISOString() }),
  catalogue(param) {
    const page = Math.max(1, Number(param['page'] ?? 1));
    const size = Math.min(500, Math.max(1, Number(param['size'] ?? 100)));
    // The older channel has no catalogue of its own, and stands in no other.
    const items = RESOURCES.filter(({ scheme }) => scheme === 'gjzwfwpt').map(
      ({ granted: _, needsLaw: _law, kind: _kind, scheme: _scheme, ...one }) => one,
    );
    return done({ total: items.length, items: items.slice((page - 1) * size, page * size) });
  },
  apply(param, { ledger, now, decideMs }) {
    const serial = text(param['serial_no']);
    const known = ledger.kept.applications.find((one) => one.serial_no === serial && serial !== '');
    if (known) return done({ up_apply_id: known.up_apply_id, repeated: true });
    const resource = RESOURCES.find((one) => one.up_resource_id === text(param['up_resource_id']));
    if (!resource) return no('30401', '目录中没有该资源');
    if (text(param['org_code']).length !== 18) return no('30402', '申请机构编码未在省编码表中');
    if (text(param['purpose']) === '' || serial === '') return no('30301', '缺少用途或流水号');
    const one = {
      up_apply_id: ledger.number('SQ'),
      up_cata_id: resource.up_cata_id,
      up_resource_id: resource.up_resource_id,
      serial_no: serial,
      state: 'pending' as const,
      reason: null,
      purpose: text(param['purpose']),
      basis: text(param['basis']),
      from: text(param['from']) || null,
      until: text(param['until']) || null,
      calls_per_day: Number(param['calls_per_day']) || null,
      decideAt: now + decideMs,
    };
    ledger.kept.applications.push(one);
    return done({ up_apply_id: one.up_apply_id, repeated: false });
  },
  applications: (_param, { ledger }) =>
    done({
      items: ledger.kept.applications
        .filter(({ up_resource_id: id }) => ofPlatform(id))
        .map(({ decideAt: _, basis: _basis, ...one }) => one),
    }),
  'case-intake'(param, { ledger, refuses }) {
    const taken = takeReports(param, ledger, refuses);
    return 'code' in taken ? taken : done(taken);
  },
  'case-day'(param, { ledger }) {
    const held = reportsOfDay(param, ledger);
    return 'code' in held ? held : done(held);
  },
  report(param, { ledger }) {
    const [code, version] = [text(param['code']), text(param['version'])];
    if (code === '' || version === '' || text(param['title']) === '') return no('30301', '缺少目录编号、版本或名称');
    if (text(param['provider_code']).length !== 18) return no('30402', '提供机构编码未在省编码表中，请先做机构对应');
    // Counties report through their own node.
    if (!/^\d{4}00/.test(text(param['area_code']))) return no('30402', '区县机构未在省编码表中，请先做机构对应');
    if (text(param['share_type']) === 'none') return no('30403', '不予共享的目录须先线下报备依据');
    const key = `${code} ${version}`;
    const before = ledger.kept.entries[key];
    const number = before ?? ledger.number('ML-33-990200');
    ledger.kept.entries[key] = number;
    return done({ up_cata_id: number, receipt_no: `HZ-${number}`, repeated: before !== undefined });
  },
};

function send(response: ServerResponse, status: number, answer: Answer): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'x-simulator': '1' };
  response.writeHead(status, headers).end(JSON.stringify(answer));
}

function showPage(response: ServerResponse, ledger: Ledger, faults: Faults): void {
  const { applications, entries, calls, repeats, reports } = ledger.kept;
  const total = Object.values(calls).reduce((sum, one) => sum + one, 0);
  const lines = [
    `<h1>${SIMULATOR.zh} · ${SIMULATOR.en}</h1>`,
    '<p>这是演示用的模拟器，不是真实的省平台；其中的人员和企业均为虚构。<br>This is a simulator for demonstrations, no real platform; its people and firms are invented.</p>',
    `<p>授权 grants ${applications.length} · 上报目录 entries ${Object.keys(entries).length} · 上报办件信息 case reports ${Object.keys(reports).length} · 调用 calls ${total} · 重复 repeats ${repeats}</p>`,
    `<pre>${JSON.stringify(faults)}</pre>`,
  ];
  const page = `<!doctype html><html lang="zh"><meta charset="utf-8"><title>${SIMULATOR.zh}</title>${lines.join('')}</html>`;
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'" })
    .end(page);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > MOST_BODY) break;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

async function listen(
  port: number,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
