import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { NoAnswer } from '../adapters/post-json.ts';
import type { Platform } from '../book.ts';
import { say } from '../call-upstream.ts';
import { LIVE_TOPIC, type Own } from '../deps.ts';
import type { Read } from '../domain/answers.ts';
import { upstreamErrors } from '../domain/errors.ts';
import { Accepted, Applications, CataloguePage, Reported, serviceOf } from '../domain/upper-messages.ts';
import { findUpperResource, saveGrant, saveUpperResources, type UpperResource } from '../store/grants.ts';
import { addGrantedService, tellServices } from '../store/services.ts';
import {
  insertReceipt,
  lockUpward,
  noteSent,
  noteUpperState,
  sentApplications,
  type Receipt,
  type Upward,
  type UpwardState,
} from '../store/upward.ts';

const PATIENCE_MS = 15_000;
const PAGE = 200;
/** A catalogue above holds no more than this many resources that are open to us. */
const MOST_PAGES = 100;
const LONGEST_WAIT_MS = 600_000;
const MOST_TRIES = 30;

const businessOf = (platform: Platform): NonNullable<Platform['definition']['business']> => {
  const { business, title } = platform.definition;
  if (!business) throw upstreamErrors.noBusiness({ platform: title });
  return business;
};

/** A question to the platform itself. @throws upstreams.refused, upstreams.unreachable */
async function ask<T extends TSchema>(
  deps: Own,
  platform: Platform,
  question: { code: string; param: object; schema: T },
): Promise<Static<T>> {
  const { code, param, schema } = question;
  const title = platform.definition.title;
  const read = await say(deps, platform, {
    code,
    path: code,
    content: { param },
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((error: Error) => {
    if (error instanceof NoAnswer)
      throw upstreamErrors.unreachable({ platform: title, reason: error.reason, tries: 1 }, { cause: error });
    throw error;
  });
  if (read.means !== 'done') throw upstreamErrors.refused({ platform: title, words: read.words, code: read.code });
  if (Value.Check(schema, read.data)) return read.data;
  const words = { zh: '答复不合规范', en: 'the answer was not as agreed' };
  throw upstreamErrors.refused({ platform: title, words, code: read.code });
}

/** Reads the catalogue of the level above anew; it stands beside ours. @returns how many resources it has */
export async function pullCatalogue(deps: Own, platform: Platform): Promise<number> {
  const { catalogue: code } = businessOf(platform);
  const id = platform.definition.id;
  const all: Pick<UpperResource, 'upResourceId' | 'upCataId' | 'definition'>[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { items, total } = await ask(deps, platform, { code, param: { page, size: PAGE }, schema: CataloguePage });
    for (const item of items)
      all.push({ upResourceId: item.up_resource_id, upCataId: item.up_cata_id, definition: serviceOf(id, item) });
    if (items.length === 0 || all.length >= total) break;
  }
  await deps.database.transaction((tx) => saveUpperResources(tx, id, all, deps.clock.now()));
  deps.live.publish({ topic: LIVE_TOPIC, data: { platform: id } });
  return all.length;
}

/** Hears what became of our applications: grants stand as the level above says, our own rows stay as they were. */
export async function syncApplications(deps: Own, platform: Platform): Promise<void> {
  const { applications: code } = businessOf(platform);
  const id = platform.definition.id;
  const { items } = await ask(deps, platform, { code, param: {}, schema: Applications });
  const at = deps.clock.now();
  const changed = await deps.database.transaction(async (tx) => {
    const ours = await sentApplications(tx, id);
    let told = false;
    for (const one of items) {
      const mine = ours.find(({ upApplyId, id: serial }) => upApplyId === one.up_apply_id || serial === one.serial_no);
      const reason = one.reason ?? null;
      if (mine && (await noteUpperState(tx, mine.id, { state: one.state, reason, at }))) {
        told = true;
        await insertReceipt(
          tx,
          receiptOf(deps, mine.id, {
            what: 'state',
            outcome: one.state,
            words: reason === null ? null : { zh: reason, en: reason },
            upperId: one.up_apply_id,
            at,
          }),
        );
      }
      if (one.state === 'pending' || one.state === 'refused') continue;
      const resource = await findUpperResource(tx, id, one.up_resource_id);
      const packed = deps.book
        .services()
        .find((service) => service.platform === id && service.definition.upperResource === one.up_resource_id);
      const service = packed?.id ?? resource?.definition.id ?? null;
      const saved = await saveGrant(
        tx,
        {
          platform: id,
          upApplyId: one.up_apply_id,
          upCataId: one.up_cata_id,
          upResourceId: one.up_resource_id,
          upwardId: mine?.id ?? null,
          service,
          state: one.state === 'granted' ? 'in-force' : one.state,
          reason,
          purpose: one.purpose ?? null,
          from: one.from ?? null,
          until: one.until ?? null,
          callsPerDay: one.calls_per_day ?? null,
        },
        at,
      );
      told ||= saved;
      if (!packed && resource && one.state === 'granted')
        told = (await addGrantedService(tx, id, resource.definition, at)) || told;
    }
    if (told) await tellServices(tx);
    return told;
  });
  if (!changed) return;
  await deps.book.refresh();
  deps.live.publish({ topic: LIVE_TOPIC, data: { platform: id } });
}

function receiptOf(
  deps: Own,
  upwardId: string,
  said: Pick<Receipt, 'what' | 'outcome' | 'at'> & Partial<Receipt>,
): Receipt {
  return { id: deps.ids.next(), upwardId, replayOf: null, code: null, words: null, upperId: null, ms: null, ...said };
}

/**
 * Sends one message up. The same number goes with every try, so that the level above knows a repeat; what it answers is kept as a receipt.
 * @param replay the receipt that is sent again, when a person asked for it
 */
export async function sendUpward(deps: Own, upward: Upward, replay?: string): Promise<void> {
  const platform = deps.book.platform(upward.platform);
  const business = businessOf(platform);
  const code = upward.kind === 'report' ? business.report : business.apply;
  const started = performance.now();
  const content = { param: { serial_no: upward.id, ...upward.content } };
  const read = await say(deps, platform, { code, path: code, content, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    (error: Error): Error => error,
  );
  const at = deps.clock.now();
  const ms = Math.round(performance.now() - started);
  const told = outcomeOf(upward, read);
  const tries = upward.tries + 1;
  const wait = Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** Math.min(tries, 12));
  await deps.database.transaction(async (tx) => {
    const now = await lockUpward(tx, upward.id);
    if (!now || now.state === 'settled') return;
    const again = told.state === 'sending' && tries < MOST_TRIES;
    await noteSent(tx, upward.id, {
      state: told.state === 'sending' && !again ? 'unresolved' : told.state,
      tries,
      nextTryAt: again ? new Date(at.getTime() + wait) : null,
      upCataId: told.upCataId,
      upApplyId: told.upApplyId,
    });
    if (told.state === 'sent' && upward.kind === 'apply' && now.upperState === null)
      await noteUpperState(tx, upward.id, { state: 'pending', reason: null, at });
    await insertReceipt(
      tx,
      receiptOf(deps, upward.id, {
        what: replay === undefined ? 'send' : 'replay',
        replayOf: replay ?? null,
        outcome: told.outcome,
        code: told.code ?? null,
        words: told.words ?? null,
        upperId: told.upCataId ?? told.upApplyId ?? null,
        at,
        ms,
      }),
    );
  });
  deps.live.publish({ topic: LIVE_TOPIC, data: { upward: upward.id } });
}

type Told = {
  state: UpwardState;
  outcome: string;
  code?: string;
  words?: { zh: string; en: string };
  upCataId?: string;
  upApplyId?: string;
};

function outcomeOf(upward: Upward, read: Read | Error): Told {
  if (read instanceof NoAnswer) {
    const words = { zh: `没有应答（${read.reason}），会自动再送`, en: `no answer (${read.reason}); it is sent again` };
    return { state: 'sending', outcome: 'unreachable', words };
  }
  if (read instanceof Error) throw read;
  const { code } = read;
  if (read.means === 'again') return { state: 'sending', outcome: 'again', code, words: read.words };
  // It was understood and cannot be placed there: a person has to look, nothing is made up in its stead.
  if (read.means === 'parameters') return { state: 'unresolved', outcome: 'unresolved', code, words: read.words };
  if (read.means !== 'done') return { state: 'refused', outcome: read.means, code, words: read.words };
  if (upward.kind === 'report' && Value.Check(Reported, read.data))
    return { state: 'sent', outcome: 'accepted', code, upCataId: read.data.up_cata_id };
  if (upward.kind === 'apply' && Value.Check(Accepted, read.data))
    return { state: 'sent', outcome: 'accepted', code, upApplyId: read.data.up_apply_id };
  const words = { zh: '答复中没有上级编号', en: 'the answer holds no number of theirs' };
  return { state: 'unresolved', outcome: 'bad-answer', code, words };
}
