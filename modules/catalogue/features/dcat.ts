import { feature, type Feature } from '@platform/http';
import { isPublic, dcatTriples, type Triple } from '../dcat/triples.ts';
import { toJsonLd, toTurtle } from '../dcat/write.ts';
import type { Own } from '../deps.ts';
import { listSupplies } from '../store/responsibilities.ts';
import { nameOf } from './resource-view.ts';

/** The public entries as DCAT-AP 3.0.1, for portals that harvest. Nothing in it is closed to the public. */
export function dcatCase(deps: Own, form: 'ttl' | 'jsonld'): Feature {
  const turtle = form === 'ttl';
  return feature({
    name: turtle ? 'catalogue.show-dcat-turtle' : 'catalogue.show-dcat-json-ld',
    method: 'GET',
    path: `/api/catalogue/dcat.${form}`,
    summary: {
      zh: `可公开的目录条目（DCAT-AP 3，${turtle ? 'Turtle' : 'JSON-LD'}）`,
      en: `The public entries of the catalogue (DCAT-AP 3, ${turtle ? 'Turtle' : 'JSON-LD'})`,
    },
    access: { public: true },
    rateLimit: 30,
    async handle({ reply }) {
      const triples = await publicTriples(deps);
      const [type, text] = turtle
        ? ['text/turtle; charset=utf-8', await toTurtle(triples)]
        : ['application/ld+json; charset=utf-8', JSON.stringify(toJsonLd(triples), undefined, 2)];
      await reply.type(type).header('cache-control', 'public, max-age=300').send(text);
      return reply;
    },
  });
}

async function publicTriples(deps: Own): Promise<Triple[]> {
  const supplies = await deps.database.read(listSupplies);
  const authority =
    deps.packs.all('organisations').find(({ value }) => value.kind === 'sharing-authority') ??
    deps.packs.all('organisations')[0];
  const city = deps.packs.all('divisions').find(({ value }) => value.level === 'city')?.value.name;
  return dcatTriples({
    publicUrl: deps.settings.publicUrl,
    city: city ?? { zh: '', en: 'this city' },
    publisher: authority
      ? { id: authority.id, name: authority.value.name }
      : { id: 'authority', name: { zh: '数据主管部门', en: 'Data authority' } },
    providerOf: ({ provider }) => ({ id: provider, name: nameOf(deps.organisations, provider) }),
    modifiedOf: ({ id }) => supplies.get(id)?.lastAt,
    resources: deps.resources.resources().filter(isPublic),
  });
}
