import type { LocalText } from '@platform/kernel';
import type { Grant, GrantsPort } from '@modules/sharing/contract';
import type { CataloguedResource } from '@modules/catalogue/contract';
import { FAULTS, streamsErrors } from './errors.ts';

type Grants = Pick<GrantsPort, 'byId' | 'of' | 'lost'>;

/**
 * The grant under which a consumer may ride on a line of another organisation; undefined where none is needed, since the data are its own.
 * @throws streams.grant-missing, streams.item-not-granted, streams.purpose-not-granted
 */
export function grantFor(
  grants: Grants,
  wanted: {
    resource: CataloguedResource;
    items: readonly string[];
    consumer: string;
    application: string | undefined;
    purpose: string;
  },
): Grant | undefined {
  const { resource, consumer, application, purpose } = wanted;
  if (resource.provider === consumer) return undefined;
  const all = grants
    .of({ delivery: 'subscription', resource: resource.id, organisation: consumer })
    .filter((grant) => application === undefined || grant.application === application);
  const [first] = all;
  if (!first) throw streamsErrors.grantMissing({ resource: resource.title });
  const fitting = all.filter((grant) => isFor(grant, purpose));
  if (fitting.length === 0) throw streamsErrors.purposeNotGranted({ purposes: purposesOf(all) });
  const grant = fitting.find((one) => wanted.items.every((item) => one.fields.includes(item)));
  if (grant) return grant;
  const missing = wanted.items.find((item) => !fitting[0]?.fields.includes(item)) as string;
  throw streamsErrors.itemNotGranted({ item: resource.items.find(({ name }) => name === missing)?.title ?? missing });
}

function isFor(grant: Grant, purpose: string): boolean {
  return grant.purposes.some(({ id, title }) => [id, title.zh, title.en].includes(purpose.trim()));
}

function purposesOf(grants: readonly Grant[]): LocalText {
  const titles = grants.flatMap((grant) => grant.purposes.map(({ title }) => title));
  return {
    zh: [...new Set(titles.map(({ zh }) => zh))].join('、'),
    en: [...new Set(titles.map(({ en }) => en))].join(', '),
  };
}

/** Why a line's grant does not hold now, as a fault of its subscription; undefined while it does, or where none is needed. */
export function grantFault(
  grants: Grants,
  grantId: string | null,
): { code: string; text: LocalText; mend: LocalText } | undefined {
  if (grantId === null || grants.byId(grantId)) return undefined;
  return lostFault(grants.lost(grantId));
}

const WORDS: Readonly<Record<string, LocalText>> = {
  'not-yet': { zh: '尚未生效', en: 'not in force yet' },
  suspended: { zh: '已暂停', en: 'suspended' },
  ended: { zh: '已到期或结束', en: 'over' },
  revoked: { zh: '已撤销', en: 'revoked' },
};

export function lostFault(lost: { state: string; reason?: string } | undefined): {
  code: string;
  text: LocalText;
  mend: LocalText;
} {
  const state = WORDS[lost?.state ?? 'ended'] ?? (WORDS['ended'] as LocalText);
  const why = lost?.reason;
  return {
    code: FAULTS.grantLost.code,
    text: {
      zh: `授权${state.zh}${why === undefined ? '' : `（${why}）`}，订阅随之停止`,
      en: `The grant is ${state.en}${why === undefined ? '' : ` (${why})`}; the subscription stopped with it`,
    },
    mend: FAULTS.grantLost.mend,
  };
}

/** The resource as far as a grant gives it. */
export function grantedPart<R extends Pick<CataloguedResource, 'items'>>(resource: R, grant: Grant | undefined): R {
  return grant ? { ...resource, items: resource.items.filter(({ name }) => grant.fields.includes(name)) } : resource;
}
