import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPacks } from '@platform/packs';
import { resourceWords } from './resource-words.ts';

const packs = loadPacks({ folder: join(import.meta.dirname, '../../packs'), ids: ['tennis-club'] });
const words = resourceWords(packs);

test('a read of an application is told in the words of its form', () => {
  const matter = packs.find('matters', 'tennis-membership');
  const read = `matter:${matter?.id}`;
  expect(words.resource(read).zh).toBe(`您的申请：${matter?.value.title.zh}`);
  expect(words.field(read, 'court')).toEqual({ zh: '常用场地', en: 'Usual court' });
  // Not in the form, but on the officer's page.
  expect(words.field(read, 'citizenId')).toEqual({ zh: '公民身份号码', en: 'Citizen id' });
});

test('a read by a data interface is told in the registry’s words, its key too', () => {
  const [definition] = packs.all('interfaces');
  const registry = packs.get('registries', definition?.value.registry ?? '').value;
  expect(words.resource(`interface:${definition?.id}`)).toEqual(definition?.value.title);
  const [field] = registry.fields;
  expect(words.field(`interface:${definition?.id}`, field?.name ?? '')).toEqual(field?.title);
  expect(words.field(`registry:${registry.id}`, registry.key).zh).toMatch(/[\u4e00-\u9fff]/);
});

test('a read from before a pack was taken out of use is still told', () => {
  expect(words.resource('matter:gone')).toEqual({ zh: '您的申请', en: 'Your application' });
  expect(words.field('matter:gone', 'court')).toEqual({ zh: 'court', en: 'court' });
  expect(words.resource('interface:gone')).toEqual({ zh: 'gone', en: 'gone' });
});

test('a read of a service of the level above is told in that service’s words', () => {
  const text = (zh: string) => ({ zh, en: zh });
  const service = {
    id: 'wind',
    title: text('风力'),
    fields: [{ name: 'force', title: text('风级') }],
    parameters: [{ name: 'place', title: text('地点') }],
  };
  const told = resourceWords({
    ...packs,
    all: ((kind: never) =>
      kind === 'upstreams' ? [{ value: { services: [service] } }] : packs.all(kind)) as typeof packs.all,
    find: ((kind: never, id: string) =>
      kind === 'interfaces' && id === 'wind-now'
        ? { value: { title: text('此刻风力'), upstream: 'wind' } }
        : packs.find(kind, id)) as typeof packs.find,
  });
  expect(told.resource('upstream:wind').zh).toBe('风力');
  expect(told.resource('interface:wind-now').zh).toBe('此刻风力');
  expect(told.field('interface:wind-now', 'force').zh).toBe('风级');
  expect(told.field('upstream:wind', 'place').zh).toBe('地点');
});
