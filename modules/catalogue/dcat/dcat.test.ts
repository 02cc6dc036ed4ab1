import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonld from 'jsonld';
import { Parser, Store } from 'n3';
import SHACLValidator from 'rdf-validate-shacl';
import { expect, test } from 'vitest';
import type { CataloguedResource } from '../contract/index.ts';
import { dcatTriples } from './triples.ts';
import { toJsonLd, toTurtle } from './write.ts';

const PROVIDER = 'club-office';
const text = (zh: string, en = zh) => ({ zh, en });
const COURTS: CataloguedResource = {
  id: 'courts',
  version: 'v',
  publishedAt: '2026-11-20T02:00:00.000Z',
  title: text('网球场地信息', 'Tennis courts'),
  summary: text('全市网球场地的位置和开放时间'),
  provider: PROVIDER,
  class: { category: 'theme', theme: text('体育', 'Sport') },
  code: '209001/12',
  aliases: ['球场'],
  shareType: 'unconditional',
  openAttribute: 'open',
  updateCycle: 'daily',
  grade: 1,
  key: ['court_no'],
  items: [{ name: 'court_no', title: text('场地编号'), type: 'text', personal: false }],
};

test('public entries leave as DCAT-AP 3; Turtle and JSON-LD say the same', async () => {
  const triples = dcatTriples({
    publicUrl: 'https://data.example.gov',
    city: text('网球市', 'Court City'),
    publisher: { id: 'authority', name: text('数据局', 'Data Bureau') },
    providerOf: () => ({ id: PROVIDER, name: text('俱乐部', 'Club') }),
    modifiedOf: () => new Date('2026-11-20T02:00:00Z'),
    resources: [COURTS, { ...COURTS, id: 'courts-2', openAttribute: 'conditional' }],
  });
  const turtle = await toTurtle(triples);
  const canonical = (document: unknown, options: object): Promise<unknown> =>
    Promise.resolve(
      jsonld.canonize(document as never, { algorithm: 'RDFC-1.0', format: 'application/n-quads', ...options } as never),
    );
  const parsed = new Parser().parse(turtle);
  const nquads = parsed.map((quad) => lineOf(quad as never)).join('');
  expect(await canonical(nquads, { inputFormat: 'application/n-quads' })).toBe(await canonical(toJsonLd(triples), {}));
  expect(parsed.length).toBe(triples.length);

  const folder = join(import.meta.dirname, '../../../../shared/standards/dcat-ap-3.0.1');
  if (!existsSync(folder)) {
    process.stdout.write(
      'The DCAT-AP 3.0.1 shapes are not on this machine, so the export was not validated against them.\n',
    );
    return;
  }
  const shapes = new Store();
  for (const name of ['dcat-ap-SHACL.ttl', 'shapes.ttl', 'range.ttl', 'mdr-vocabularies.shape.ttl'])
    shapes.addQuads(new Parser().parse(readFileSync(join(folder, name), 'utf8')));
  const validate = async (document: string) =>
    (await new SHACLValidator(shapes as never).validate(new Store(new Parser().parse(document)) as never)).results.map(
      (result) =>
        `${result.severity?.value.split('#')[1]} ${result.focusNode?.value} ${result.path?.value}: ${result.message.map((one) => one.value).join()}`,
    );
  const results = await validate(turtle);
  expect(results.filter((one) => one.startsWith('Violation'))).toEqual([]);
  // The EU's lists have no office of another country's; the profile only warns of that.
  expect(results.filter((one) => !one.includes('CorporateBodyRestriction'))).toEqual([]);
  expect(await validate(turtle.replaceAll(/dct:description "[^"]*"@(zh|en)(, "[^"]*"@en)?;/g, ''))).not.toEqual([]);
}, 20_000);

type Quad = {
  subject: { value: string };
  predicate: { value: string };
  object: { termType: string; value: string; language: string; datatype: { value: string } };
};
function lineOf({ subject, predicate, object }: Quad): string {
  const value =
    object.termType === 'NamedNode'
      ? `<${object.value}>`
      : `${JSON.stringify(object.value)}${object.language ? `@${object.language}` : object.datatype.value.endsWith('#string') ? '' : `^^<${object.datatype.value}>`}`;
  return `<${subject.value}> <${predicate.value}> ${value} .\n`;
}
