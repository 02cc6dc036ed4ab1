import { sourceErrors } from '@platform/sources';
import type { Answer, Client } from './client.ts';
import { placeOf } from './client.ts';
import { at } from './open-api.ts';
import type { Paging } from './settings.ts';

export type Item = Readonly<Record<string, unknown>>;

/** A collection ready to be asked for. */
export type Asked = {
  readonly url: URL;
  readonly items: string;
  readonly paging: Paging;
};

/** Which items: from one number on, up to but not including another. Only where pages are numbered. */
export type Span = { readonly from: number; readonly to?: number };

/** What the list is at its place. @throws sources.failed when there is no list */
function itemsOf(answer: Answer, { items, url }: Asked): Item[] {
  const list = at(answer.json, items);
  if (!Array.isArray(list))
    throw sourceErrors.failed({
      place: placeOf(url),
      reason: `应答的 ${items || '/'} 不是列表 / there is no list at ${items || '/'}`,
    });
  for (const item of list)
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      throw sourceErrors.failed({
        place: placeOf(url),
        reason: '列表中的项不是对象 / an item of the list is no object',
      });
  return list as Item[];
}

/** The total that the first answer tells; undefined where it tells none. */
export async function totalOf(client: Client, asked: Asked, signal: AbortSignal): Promise<number | undefined> {
  const { total } = asked.paging;
  if (total === undefined) return undefined;
  const answer = await client.get(pageUrl(asked, 0), signal);
  return numberAt(answer, total);
}

function numberAt(answer: Answer, pointer: string): number | undefined {
  const value = at(answer.json, pointer) as { rawJSON?: string } | string | undefined;
  const number = Number(typeof value === 'object' ? value?.rawJSON : value);
  return value !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

function pageUrl({ url, paging }: Asked, from: number): URL {
  const next = new URL(url);
  const size = paging.size ?? 500;
  if (paging.sizeParameter !== undefined) next.searchParams.set(paging.sizeParameter, String(size));
  if (paging.kind === 'page')
    next.searchParams.set(paging.parameter ?? 'page', String((paging.first ?? 1) + Math.floor(from / size)));
  if (paging.kind === 'offset') next.searchParams.set(paging.parameter ?? 'offset', String(from));
  return next;
}

/**
 * Pages of items in their order. Pages that are numbered end with an empty one (or at the stated total), never with a short one: a server may give
 * less than was asked for. A server that gives the same page again is told on, since it would never end.
 */
export async function* pagesOf(client: Client, asked: Asked, span: Span, signal: AbortSignal): AsyncGenerator<Item[]> {
  const { paging } = asked;
  if (paging.kind === 'page' || paging.kind === 'offset') {
    yield* numberedPages(client, asked, span, signal);
    return;
  }
  let url = pageUrl(asked, 0);
  const seen = new Set<string>();
  for (;;) {
    const answer = await client.get(url, signal);
    const items = itemsOf(answer, asked);
    if (items.length > 0) yield items;
    const next = nextUrl(answer, asked, url);
    if (!next) return;
    if (seen.has(next.href)) throw stuck(asked);
    seen.add(next.href);
    url = next;
  }
}

async function* numberedPages(client: Client, asked: Asked, span: Span, signal: AbortSignal): AsyncGenerator<Item[]> {
  const { paging } = asked;
  const size = paging.size ?? 500;
  let before: string | undefined;
  let step = size;
  for (let from = span.from; span.to === undefined || from < span.to; ) {
    const answer = await client.get(pageUrl(asked, from), signal);
    const items = itemsOf(answer, asked);
    if (items.length === 0) return;
    if (answer.hash === before) throw stuck(asked);
    before = answer.hash;
    const left = span.to === undefined ? items.length : Math.min(items.length, span.to - from);
    yield items.slice(0, left);
    // Numbered by pages, the server's own size decides what a page is: asked for 500 it may give 100 and still count pages.
    step = paging.kind === 'page' ? size : items.length;
    from += step;
    const total = paging.total === undefined ? undefined : numberAt(answer, paging.total);
    if (total !== undefined && paging.kind === 'offset' && from >= total) return;
  }
}

function nextUrl(answer: Answer, asked: Asked, now: URL): URL | undefined {
  const { paging } = asked;
  if (paging.kind === 'link') {
    const next = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(answer.link ?? '')?.[1];
    return next === undefined ? undefined : new URL(next, now);
  }
  if (paging.kind !== 'cursor') return undefined;
  const token = at(answer.json, paging.next ?? '/next') as { rawJSON?: string } | string | null | undefined;
  const text = typeof token === 'object' ? token?.rawJSON : token;
  if (text === undefined || text === '' || typeof text === 'boolean') return undefined;
  // Some tell a token, some the whole address of the next page.
  if (/^(https?:\/\/|\/)/.test(text)) return new URL(text, now);
  const next = pageUrl(asked, 0);
  next.searchParams.set(paging.parameter ?? 'cursor', text);
  return next;
}

function stuck({ url }: Asked): Error {
  return sourceErrors.failed({
    place: placeOf(url),
    reason: '翻页后得到同一页，请核对分页参数 / the next page is the same one; check the paging parameters',
  });
}
