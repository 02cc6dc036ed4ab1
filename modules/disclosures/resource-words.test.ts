import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPacks } from '@platform/packs';
import { resourceWords } from './resource-words.ts';

const packs = loadPacks({ folder: join(import.meta.dirname, '../../packs'), ids: ['tennis-club'] });
const words = resourceWords(packs);

test('a read of an application is told in the words of its form', () => {
  const [matter] = packs.all('matters');
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
