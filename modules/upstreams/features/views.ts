import type { Static } from 'typebox';
import { addDays, shanghaiDate, type LocalText } from '@platform/kernel';
import { inForceOn, type Platform, type Service } from '../book.ts';
import { limitsOf } from '../call-upstream.ts';
import type { Own } from '../deps.ts';
import type { CallRow, ServiceCount } from '../store/calls.ts';
import { countByService } from '../store/calls.ts';
import type { UpperGrant } from '../store/grants.ts';
import type { Receipt, Upward } from '../store/upward.ts';
import type { CallView, GrantView, PlatformView, ReceiptView, ServiceView, UpwardView } from './schemas.ts';

/** A property that is there only when there is a value. */
export function when<K extends string, V, R>(
  key: K,
  value: V | null | undefined,
  shown: (value: V) => R,
): { [P in K]?: R } {
  return value === null || value === undefined ? {} : ({ [key]: shown(value) } as { [P in K]: R });
}
export const same = <T>(value: T): T => value;
export const iso = (at: Date): string => at.toISOString();

export const MONTH_DAYS = 30;
export const monthStart = (deps: Pick<Own, 'clock'>): string =>
  addDays(shanghaiDate(deps.clock.now()), -(MONTH_DAYS - 1));

const titleOf = (deps: Own, platform: string): LocalText =>
  deps.book.platforms().find((one) => one.definition.id === platform)?.definition.title ?? {
    zh: platform,
    en: platform,
  };

export function platformView(deps: Own, one: Platform): PlatformView {
  const { id, title, level, scheme, business } = one.definition;
  return {
    id,
    title,
    level,
    scheme,
    simulated: one.simulated,
    provisioned: one.credentials !== undefined,
    ...when('from', one.from, same),
    missing: [...one.missing],
    ...when('url', one.credentials?.url, same),
    ...when('caller', one.credentials?.caller, same),
    ...when('setAt', one.setAt, iso),
    business: business !== undefined,
    services: deps.book.services().filter((service) => service.platform === id).length,
    ...when('health', deps.health.of(id), ({ state, at, ms, words }) => ({
      state,
      at: iso(at),
      ms,
      ...when('words', words, same),
    })),
  };
}

const CLOSED = { state: 'closed' as const, failures: 0 };

export function serviceView(deps: Own, one: Service, count: ServiceCount | undefined): ServiceView {
  const platform = deps.book.platform(one.platform);
  const day = shanghaiDate(deps.clock.now());
  const [grant] = deps.book.grantsOf(one);
  const breaker = deps.guards.find(one.id)?.view() ?? CLOSED;
  const perDay = [one.definition.limits?.perDay, grant?.callsPerDay].filter((n) => n !== undefined && n !== null);
  const state =
    one.pausedAt !== null
      ? 'paused'
      : !platform.credentials
        ? 'not-provisioned'
        : grant && !inForceOn(grant, day)
          ? 'no-grant'
          : breaker.state === 'open'
            ? 'resting'
            : 'ready';
  return {
    id: one.id,
    title: one.title,
    ...when('provider', one.definition.provider, same),
    platform: one.platform,
    platformTitle: platform.definition.title,
    level: platform.definition.level,
    origin: one.origin,
    simulated: platform.simulated,
    state,
    breaker: {
      state: breaker.state,
      failures: breaker.failures,
      ...('tryAgainAt' in breaker ? when('tryAgainAt', breaker.tryAgainAt, iso) : {}),
      ...('reason' in breaker ? when('reason', breaker.reason, same) : {}),
    },
    today: count?.today ?? 0,
    answeredToday: count?.answeredToday ?? 0,
    month: count?.month ?? 0,
    answered: count?.answered ?? 0,
    ...when('avgMs', count?.avgMs, same),
    ...(perDay.length > 0 ? { perDay: Math.min(...perDay) } : {}),
    ...when('paused', one.pausedAt, (at) => ({ at: iso(at), by: one.pausedBy ?? '', reason: one.pauseReason ?? '' })),
  };
}

/** Views of these services with their counts of today and of the last 30 days. */
export async function serviceViews(deps: Own, services: readonly Service[]): Promise<ServiceView[]> {
  const ids = services.map((one) => one.id);
  const today = shanghaiDate(deps.clock.now());
  const counts = await deps.database.readOnce((tx) => countByService(tx, ids, today, monthStart(deps)));
  const byId = new Map(counts.map((one) => [one.service, one]));
  return services.map((one) => serviceView(deps, one, byId.get(one.id)));
}

export function grantView(deps: Own, one: UpperGrant): Static<typeof GrantView> {
  const day = shanghaiDate(deps.clock.now());
  const service = deps.book.services().find((known) => known.id === one.service);
  const state =
    one.state !== 'in-force'
      ? one.state
      : inForceOn(one, day)
        ? 'in-force'
        : one.from !== null && one.from > day
          ? 'not-yet'
          : 'ended';
  return {
    platform: one.platform,
    platformTitle: titleOf(deps, one.platform),
    upApplyId: one.upApplyId,
    upCataId: one.upCataId,
    upResourceId: one.upResourceId,
    title: service?.title ?? { zh: one.upResourceId, en: one.upResourceId },
    ...when('service', service?.id, same),
    ...when('upward', one.upwardId, same),
    adopted: one.upwardId !== null || one.adoptedAt !== null,
    state,
    ...when('reason', one.reason, same),
    ...when('purpose', one.purpose, same),
    ...when('from', one.from, same),
    ...when('until', one.until, same),
    ...when('callsPerDay', one.callsPerDay, same),
    firstSeenAt: iso(one.firstSeenAt),
    changedAt: iso(one.changedAt),
  };
}

export function callView(deps: Own, one: CallRow): Static<typeof CallView> {
  return {
    id: one.id,
    at: iso(one.at),
    service: one.service,
    application: one.application,
    organisation: one.organisation,
    organisationName: deps.organisations.find(one.organisation)?.short ?? {
      zh: one.organisation,
      en: one.organisation,
    },
    purpose: one.purpose,
    caseNo: one.caseNo,
    test: one.test,
    outcome: one.outcome,
    ...when('upperCode', one.upperCode, same),
    ...when('upperId', one.upperId, same),
    ...when('rows', one.rows, same),
    tries: one.tries,
    ...when('ms', one.ms, same),
    trace: one.trace,
  };
}

export function upwardView(deps: Own, one: Upward): Static<typeof UpwardView> {
  return {
    id: one.id,
    kind: one.kind,
    platform: one.platform,
    platformTitle: titleOf(deps, one.platform),
    subject: one.subject,
    title: one.title,
    version: one.version,
    state: one.state,
    askedAt: iso(one.askedAt),
    tries: one.tries,
    ...(one.state === 'sending' ? when('nextTryAt', one.nextTryAt, iso) : {}),
    ...when('upper', one.upperState, (state) => ({
      state,
      ...when('reason', one.upperReason, same),
      ...when('at', one.upperAt, iso),
    })),
    ...when('upCataId', one.upCataId, same),
    ...when('upApplyId', one.upApplyId, same),
    ...when('settledNote', one.settledNote, same),
  };
}

export function receiptView(one: Receipt): Static<typeof ReceiptView> {
  return {
    id: one.id,
    at: iso(one.at),
    what: one.what,
    ...when('replayOf', one.replayOf, same),
    outcome: one.outcome,
    ...when('code', one.code, same),
    ...when('words', one.words, same),
    ...when('upperId', one.upperId, same),
    ...when('ms', one.ms, same),
  };
}

export const limitsView = (one: Service) => {
  const { timeoutMs, atOnce, idempotent } = limitsOf(one);
  return { timeoutMs, atOnce, retried: idempotent };
};
