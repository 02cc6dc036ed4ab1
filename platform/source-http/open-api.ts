import type { ColumnShape, ColumnType } from '@platform/sources';
import { parse } from 'yaml';
import type { Paging } from './settings.ts';

/** A collection as a document describes it. */
export type Described = {
  readonly name: string;
  readonly path: string;
  readonly items: string;
  readonly columns: readonly ColumnShape[];
  readonly paging: Paging | undefined;
  readonly comment?: string;
};

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists that answers keep their items in, when more than one could be meant. */
const LIST_NAMES = ['items', 'data', 'rows', 'records', 'results', 'list', 'content', 'value'];
const DEEPEST = 3;

/** A description as people write it, in JSON or YAML (of which JSON is a part). @throws YAMLParseError; aliases that would unfold without end are refused */
export function parseDescription(text: string): unknown {
  return parse(text, { maxAliasCount: 100 });
}

/** The collections of an OpenAPI 3 document: every GET without a place in its path whose answer holds one list of objects. */
export function describedCollections(document: unknown): Described[] {
  if (!isObject(document) || !isObject(document['paths']) || !String(document['openapi'] ?? '').startsWith('3.'))
    return [];
  const found: Described[] = [];
  for (const [path, entry] of Object.entries(document['paths'])) {
    if (path.includes('{') || !isObject(entry) || !isObject(entry['get'])) continue;
    const { get } = entry as { get: Json };
    const schema = answerSchema(document, get);
    const list = schema && listIn(document, schema, '', 0);
    if (!list) continue;
    const summary = get['summary'];
    found.push({
      name: typeof get['operationId'] === 'string' ? get['operationId'] : path.replace(/^\//, ''),
      path,
      items: list.pointer,
      columns: columnsOf(document, list.item),
      paging: pagingOf(document, [...listOf(entry['parameters']), ...listOf(get['parameters'])]),
      ...(typeof summary === 'string' ? { comment: summary } : {}),
    });
  }
  return found;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A local reference followed (never to another document), a few steps at most. */
function resolved(document: Json, value: unknown): Json | undefined {
  let now = value;
  for (let step = 0; step < 20 && isObject(now) && typeof now['$ref'] === 'string'; step += 1) {
    const reference = now['$ref'];
    if (!reference.startsWith('#/')) return undefined;
    now = at(document, reference.slice(1));
  }
  if (!isObject(now)) return undefined;
  const parts = listOf(now['allOf']).map((part) => resolved(document, part) ?? {});
  if (parts.length === 0) return now;
  const properties = Object.assign({}, ...parts.map((part) => part['properties'] ?? {}), now['properties'] ?? {});
  return { ...Object.assign({}, ...parts), ...now, properties };
}

/** What stands at a JSON pointer (RFC 6901); undefined for nothing. */
export function at(value: unknown, pointer: string): unknown {
  let now = value;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(now)) now = /^\d+$/.test(name) ? now[Number(name)] : undefined;
    else if (isObject(now) && Object.hasOwn(now, name)) now = now[name];
    else return undefined;
  }
  return now;
}

function answerSchema(document: Json, get: Json): Json | undefined {
  const responses = isObject(get['responses']) ? get['responses'] : {};
  const response = resolved(document, responses['200'] ?? responses['2XX'] ?? responses['default']);
  const content = isObject(response?.['content']) ? response['content'] : {};
  const type = Object.keys(content).find((name) => /^application\/([\w.+-]*\+)?json/.test(name));
  const media = type === undefined ? undefined : content[type];
  return isObject(media) ? resolved(document, media['schema']) : undefined;
}

function listIn(
  document: Json,
  schema: Json,
  pointer: string,
  depth: number,
): { pointer: string; item: Json } | undefined {
  if (schema['type'] === 'array' || isObject(schema['items'])) {
    const item = resolved(document, schema['items']);
    return item && isObject(item['properties']) ? { pointer, item } : undefined;
  }
  if (depth >= DEEPEST || !isObject(schema['properties'])) return undefined;
  const inside = Object.entries(schema['properties']).flatMap(([name, part]) => {
    const known = resolved(document, part);
    const list =
      known && listIn(document, known, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
    return list ? [{ name, list }] : [];
  });
  if (inside.length <= 1) return inside[0]?.list;
  // Of several lists only one with a usual name is meant for sure.
  const usual = inside.filter(({ name }) => LIST_NAMES.includes(name));
  return usual.length === 1 ? usual[0]?.list : undefined;
}

function columnsOf(document: Json, item: Json): ColumnShape[] {
  const required = new Set(listOf(item['required']));
  return Object.entries(item['properties'] as Json).map(([name, part]) => {
    const schema = resolved(document, part) ?? {};
    const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
    const type = types.find((one) => one !== 'null');
    const format = typeof schema['format'] === 'string' ? schema['format'] : undefined;
    const text = schema['description'] ?? schema['title'];
    return {
      name,
      type: typeOf(type, format),
      nativeType: [String(type ?? 'any'), ...(format === undefined ? [] : [format])].join(':'),
      nullable: !required.has(name) || types.includes('null') || schema['nullable'] === true,
      ...(typeof text === 'string' ? { comment: text } : {}),
    };
  });
}

function typeOf(type: unknown, format: string | undefined): ColumnType {
  if (type === 'integer') return 'integer';
  if (type === 'number') return 'numeric';
  if (type === 'boolean') return 'boolean';
  if (type === 'object' || type === 'array') return 'json';
  if (format === 'date') return 'date';
  if (format === 'date-time') return 'timestamptz';
  if (format === 'time') return 'time';
  if (format === 'uuid') return 'uuid';
  return 'text';
}

/** Paging by the names that parameters usually have. */
function pagingOf(document: Json, parameters: readonly unknown[]): Paging | undefined {
  const names = parameters.flatMap((one) => {
    const known = resolved(document, one);
    return known?.['in'] === 'query' && typeof known['name'] === 'string' ? [known['name']] : [];
  });
  const named = (pattern: RegExp): string | undefined => names.find((name) => pattern.test(name));
  const size = named(/^(page_?size|per_?page|size|limit|rows|top)$/i);
  const sized = size === undefined ? {} : { sizeParameter: size };
  const page = named(/^(page|page_?(no|num|number|index)|current)$/i);
  if (page !== undefined) return { kind: 'page', parameter: page, ...sized };
  const offset = named(/^(offset|skip|start)$/i);
  if (offset !== undefined) return { kind: 'offset', parameter: offset, ...sized };
  return undefined;
}
