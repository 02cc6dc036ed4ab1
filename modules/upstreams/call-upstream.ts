import { randomBytes } from 'node:crypto';
import { DomainError, shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import { NoAnswer, postJson } from './adapters/post-json.ts';
import { inForceOn, type Platform, type Service } from './book.ts';
import type { UpstreamAnswer, UpstreamCall } from './contract/index.ts';
import { LIVE_TOPIC, type Own } from './deps.ts';
import { readAnswer, rowsOf, type Read } from './domain/answers.ts';
import { upstreamErrors } from './domain/errors.ts';
import { SCHEMES } from './domain/schemes.ts';
import { Again, Crowded, Failed, Resting, type Limits } from './guards.ts';
import { beginCall, callsOnDay, endCall, type CallEnd } from './store/calls.ts';

const TELL_MS = 1_000;
/** A call is under way no longer than this; what is older was cut off. */
export const LONGEST_CALL_MS = 300_000;

export const limitsOf = ({ definition }: Pick<Service, 'definition'>): Limits => ({
  timeoutMs: definition.limits?.timeoutMs ?? 5_000,
  atOnce: definition.limits?.atOnce ?? 8,
  idempotent: definition.idempotent ?? true,
});

const MISSING = {
  url: { zh: '地址', en: 'the address' },
  caller: { zh: '调用方标识', en: 'the caller’s id' },
  secret: { zh: '密钥', en: 'the secret' },
} as const;

/** @throws upstreams.not-provisioned */
export function demandCredentials(platform: Platform): NonNullable<Platform['credentials']> {
  if (platform.credentials) return platform.credentials;
  const words = (language: 'zh' | 'en'): string =>
    platform.missing.map((name) => MISSING[name][language]).join(language === 'zh' ? '、' : ', ');
  throw upstreamErrors.notProvisioned({
    platform: platform.definition.title,
    missing: { zh: words('zh'), en: words('en') },
  });
}

/** One signed message to a platform and what its answer means. @throws {@link NoAnswer}, upstreams.address-refused */
export async function say(
  deps: Pick<Own, 'clock' | 'settings'>,
  platform: Platform,
  said: { code: string; path: string; content: object; signal: AbortSignal },
): Promise<Read> {
  const outgoing = SCHEMES[platform.definition.scheme](
    { ...said, at: deps.clock.now(), nonce: randomBytes(16).toString('hex') },
    demandCredentials(platform),
  );
  const answer = await postJson(outgoing, { ourselves: deps.settings.demo, signal: said.signal });
  return readAnswer(answer, platform.definition.codes ?? []);
}

/** @throws upstreams.bad-parameters */
function checkedParameters(service: Service, given: Readonly<Record<string, string>>): Record<string, string> {
  const known = service.definition.parameters;
  const bad = (zh: string, en: string): Error =>
    upstreamErrors.badParameters({ service: service.title, what: { zh, en } });
  for (const name of Object.keys(given))
    if (!known.some((one) => one.name === name)) throw bad(`没有参数 ${name}`, `there is no parameter ${name}`);
  for (const { name, required } of known)
    if ((required ?? true) && !given[name]?.trim()) throw bad(`缺少 ${name}`, `${name} is missing`);
  return { ...given };
}

/** Refuses before anything is sent: paused here, ended above, or the day's calls used up. */
function demandGrant(deps: Own, service: Service): number | undefined {
  if (service.pausedAt !== null)
    throw upstreamErrors.paused({ service: service.title, reason: service.pauseReason ?? '' });
  const day = shanghaiDate(deps.clock.now());
  const grants = deps.book.grantsOf(service);
  const grant = grants[0];
  // Where no grant is known the level above decides: it may have been given on paper.
  if (grant && !inForceOn(grant, day)) {
    const state =
      grant.state === 'suspended'
        ? { zh: '已被暂停', en: 'was suspended' }
        : grant.from !== null && grant.from > day
          ? { zh: `自 ${grant.from} 起生效`, en: `begins on ${grant.from}` }
          : { zh: '已经到期或终止', en: 'has ended' };
    throw upstreamErrors.noGrant({ service: service.title, state });
  }
  const limits = [service.definition.limits?.perDay, grant?.callsPerDay ?? undefined].filter(
    (one) => one !== undefined,
  );
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

/**
 * Calls services of the levels above. Each call is written before it leaves and again with what became of it, so that calls cut off by a
 * crash show as such and counts by service and application are exact.
 */
export function upstreamCaller(deps: Own): (call: UpstreamCall, test?: boolean) => Promise<UpstreamAnswer> {
  let telling: NodeJS.Timeout | undefined;
  const tell = (): void => {
    telling ??= setTimeout(() => {
      telling = undefined;
      deps.live.publish({ topic: LIVE_TOPIC, data: {} });
    }, TELL_MS).unref();
  };
  return async (call, test = false) => {
    const service = deps.book.service(call.service);
    const platform = deps.book.platform(service.platform);
    demandCredentials(platform);
    const limit = demandGrant(deps, service);
    const parameters = checkedParameters(service, call.parameters);
    const at = deps.clock.now();
    const day = shanghaiDate(at);
    const row = {
      id: call.callId,
      at,
      platform: service.platform,
      service: service.id,
      application: call.application,
      organisation: call.organisation,
      purpose: call.purpose.slice(0, 200),
      caseNo: call.caseNo.slice(0, 100),
      test,
      trace: call.trace,
    };
    await deps.database.transaction(async (tx) => {
      if (limit !== undefined && (await callsOnDay(tx, service.id, day, startOfShanghaiDay(day))) >= limit)
        throw upstreamErrors.quota({ service: service.title, limit });
      if (!(await beginCall(tx, row))) throw upstreamErrors.repeated({ id: call.callId });
    });
    const started = performance.now();
    const organisation = deps.organisations.find(call.organisation);
    const content = {
      serial_no: call.callId,
      org_code: organisation?.creditCode ?? '',
      org_name: organisation?.name.zh ?? call.organisation,
      area_code: organisation?.division ?? '',
      reason: call.purpose,
      case_no: call.caseNo,
      trace_no: call.trace,
      param: parameters,
    };
    let end: Omit<CallEnd, 'ms'> | undefined;
    try {
      const { code: sid = '', path } = service.definition;
      const guard = deps.guards.of(service.id, limitsOf(service));
      const { result, tries } = await guard.run(async (signal) => {
        const read = await say(deps, platform, { code: sid, path, content, signal });
        if (read.means === 'again') throw new Again(`${read.code} ${read.words.zh}`);
        return read;
      });
      if (result.means !== 'done') {
        end = { outcome: result.means, upperCode: result.code, upperId: null, rows: null, tries };
        throw upstreamErrors.refused({ platform: platform.definition.title, words: result.words, code: result.code });
      }
      const fields = service.definition.fields.map((field) => field.name);
      const held = rowsOf(result.data, fields);
      if (!held) {
        end = { outcome: 'bad-answer', upperCode: result.code, upperId: null, rows: null, tries };
        const words = { zh: '答复中没有数据行', en: 'the answer holds no rows' };
        throw upstreamErrors.refused({ platform: platform.definition.title, words, code: result.code });
      }
      end = {
        outcome: 'answered',
        upperCode: result.code,
        upperId: held.upperId ?? null,
        rows: held.rows.length,
        tries,
      };
      return { ...held, tries };
    } catch (error) {
      const told = refusalOf(error, { deps, service, platform });
      end ??= told.end;
      throw told.error;
    } finally {
      const ended = { ...(end as Omit<CallEnd, 'ms'>), ms: Math.round(performance.now() - started) };
      await deps.database.transaction((tx) => endCall(tx, row, ended, day));
      tell();
    }
  };
}

/** The error as its caller is told, and as the call is kept. */
function refusalOf(
  error: unknown,
  of: { deps: Own; service: Service; platform: Platform },
): { error: unknown; end: Omit<CallEnd, 'ms'> } {
  const { deps, service, platform } = of;
  const end = (outcome: string, tries: number) => ({ outcome, upperCode: null, upperId: null, rows: null, tries });
  if (error instanceof Resting) {
    const seconds = Math.max(1, Math.ceil((error.tryAgainAt.getTime() - deps.clock.now().getTime()) / 1000));
    return {
      error: upstreamErrors.open({ service: service.title, seconds }, { retryAfter: seconds, cause: error }),
      end: end('open', error.tries),
    };
  }
  if (error instanceof Crowded)
    return {
      error: upstreamErrors.busy({ service: service.title }, { retryAfter: 3, cause: error }),
      end: end('busy', 0),
    };
  if (!(error instanceof Failed)) {
    const outcome = error instanceof DomainError ? error.code : 'unexpected';
    return { error, end: end(outcome, 0) };
  }
  const { cause, tries } = error;
  if (cause instanceof NoAnswer || cause instanceof Again) {
    const reason = cause instanceof NoAnswer ? cause.reason : cause.message;
    const told = upstreamErrors.unreachable(
      { platform: platform.definition.title, reason: reason.replaceAll(/[{}]/g, ''), tries },
      { retryAfter: 30, cause },
    );
    return { error: told, end: end(cause instanceof NoAnswer ? 'unreachable' : 'failed-above', tries) };
  }
  const outcome = cause instanceof DomainError ? cause.code : 'unexpected';
  return { error: cause, end: end(outcome, tries) };
}
