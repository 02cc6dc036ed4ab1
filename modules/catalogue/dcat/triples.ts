import type { LocalText } from '@platform/kernel';
import type { CataloguedResource } from '../contract/index.ts';

/** Prefixes of what stands in the export; the same for Turtle and JSON-LD. */
export const PREFIXES = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;
type Prefixed = `${keyof typeof PREFIXES}:${string}`;

export type Term =
  | { iri: string }
  | { text: string; language: 'zh' | 'en' }
  | { text: string; type: Prefixed }
  | { text: string };
/** A statement whose subject is a resource with an address; there are no blank nodes. */
export type Triple = { subject: string; predicate: Prefixed; object: Term };

const AUTHORITY = 'http://publications.europa.eu/resource/authority';
/** What DCAT-AP says of how often data are updated and who may have them: the EU's lists of names, the only ones the profile takes. */
const FREQUENCY: Record<CataloguedResource['updateCycle'], { code: string; label: string }> = {
  realtime: { code: 'CONT', label: 'continuous' },
  daily: { code: 'DAILY', label: 'daily' },
  weekly: { code: 'WEEKLY', label: 'weekly' },
  monthly: { code: 'MONTHLY', label: 'monthly' },
  quarterly: { code: 'QUARTERLY', label: 'quarterly' },
  yearly: { code: 'ANNUAL', label: 'annual' },
  irregular: { code: 'IRREG', label: 'irregular' },
};
const LANGUAGES = [
  { code: 'ZHO', label: 'Chinese' },
  { code: 'ENG', label: 'English' },
] as const;
const PROFILE = 'https://semiceu.github.io/DCAT-AP/releases/3.0.1/';

export type DcatSource = {
  /** Origin of this deployment, without a slash at the end. */
  publicUrl: string;
  city: LocalText;
  /** Who publishes the catalogue: the sharing authority. */
  publisher: { id: string; name: LocalText };
  providerOf: (resource: CataloguedResource) => { id: string; name: LocalText };
  /** When each was last taken in. */
  modifiedOf: (resource: CataloguedResource) => Date | undefined;
  /** The entries that may be public. */
  resources: readonly CataloguedResource[];
};

/** Entries that anybody may know of: those that are open to all, or on conditions. */
export const isPublic = (resource: CataloguedResource): boolean => resource.openAttribute !== 'closed';

/**
 * The public part of the catalogue as DCAT-AP 3.0.1: a catalogue, its datasets, their publishers. No distributions: what is open is given out by
 * the open-data site, which this is not.
 */
export function dcatTriples(source: DcatSource): Triple[] {
  const triples: Triple[] = [];
  const say = (subject: string, predicate: Prefixed, ...objects: Term[]): void => {
    for (const object of objects) triples.push({ subject, predicate, object });
  };
  const inBoth = ({ zh, en }: LocalText): Term[] => [
    { text: zh, language: 'zh' },
    ...(en === zh ? [] : [{ text: en, language: 'en' as const }]),
  ];
  const { publicUrl } = source;
  const catalogue = `${publicUrl}/api/catalogue/dcat`;
  const agents = new Set<string>();
  const agent = ({ id, name }: { id: string; name: LocalText }): Term => {
    const iri = `${publicUrl}/id/organisation/${encodeURIComponent(id)}`;
    if (!agents.has(iri)) {
      agents.add(iri);
      say(iri, 'rdf:type', { iri: `${PREFIXES.foaf}Agent` });
      say(iri, 'foaf:name', ...inBoth(name));
    }
    return { iri };
  };
  const concepts = new Set<string>();
  const concept = (list: string, code: string, type: Prefixed, label: string): Term => {
    const iri = `${AUTHORITY}/${list}/${code}`;
    if (!concepts.has(iri)) {
      concepts.add(iri);
      say(iri, 'rdf:type', { iri: expand(type) }, { iri: `${PREFIXES.skos}Concept` });
      say(iri, 'skos:inScheme', { iri: `${AUTHORITY}/${list}` });
      say(iri, 'skos:prefLabel', { text: label, language: 'en' });
      if (!concepts.has(list)) {
        concepts.add(list);
        say(`${AUTHORITY}/${list}`, 'rdf:type', { iri: `${PREFIXES.skos}ConceptScheme` });
        say(`${AUTHORITY}/${list}`, 'dct:title', { text: list, language: 'en' });
      }
    }
    return { iri };
  };

  say(catalogue, 'rdf:type', { iri: `${PREFIXES.dcat}Catalog` });
  say(
    catalogue,
    'dct:title',
    ...inBoth({ zh: `${source.city.zh}政务数据目录`, en: `Catalogue of public data of ${source.city.en}` }),
  );
  say(
    catalogue,
    'dct:description',
    ...inBoth({
      zh: '可向社会公布的政务数据目录条目；不予开放的条目不在其中。',
      en: 'Entries of the government data catalogue that anybody may know of; what is closed to the public is not among them.',
    }),
  );
  say(catalogue, 'dct:publisher', agent(source.publisher));
  say(catalogue, 'dcat:themeTaxonomy', { iri: `${AUTHORITY}/data-theme` });
  say(`${AUTHORITY}/data-theme`, 'rdf:type', { iri: `${PREFIXES.skos}ConceptScheme` });
  say(`${AUTHORITY}/data-theme`, 'dct:title', { text: 'data-theme', language: 'en' });
  for (const { code, label } of LANGUAGES)
    say(catalogue, 'dct:language', concept('language', code, 'dct:LinguisticSystem', label));

  for (const resource of source.resources) {
    const dataset = `${publicUrl}/id/resource/${encodeURIComponent(resource.id)}`;
    say(catalogue, 'dcat:dataset', { iri: dataset });
    say(dataset, 'rdf:type', { iri: `${PREFIXES.dcat}Dataset` });
    say(dataset, 'dct:title', ...inBoth(resource.title));
    say(dataset, 'dct:description', ...inBoth(described(resource)));
    say(dataset, 'dct:identifier', { text: resource.id }, ...(resource.code ? [{ text: resource.code }] : []));
    say(dataset, 'dct:publisher', agent(source.providerOf(resource)));
    const frequency = FREQUENCY[resource.updateCycle];
    say(dataset, 'dct:accrualPeriodicity', concept('frequency', frequency.code, 'dct:Frequency', frequency.label));
    say(
      dataset,
      'dct:accessRights',
      resource.openAttribute === 'open'
        ? concept('access-right', 'PUBLIC', 'dct:RightsStatement', 'public')
        : concept('access-right', 'RESTRICTED', 'dct:RightsStatement', 'restricted'),
    );
    for (const { code, label } of LANGUAGES)
      say(dataset, 'dct:language', concept('language', code, 'dct:LinguisticSystem', label));
    if (resource.class.theme) say(dataset, 'dcat:keyword', ...inBoth(resource.class.theme));
    for (const alias of resource.aliases ?? []) say(dataset, 'dcat:keyword', { text: alias, language: 'zh' });
    if (resource.publishedAt) say(dataset, 'dct:issued', instant(resource.publishedAt));
    const modified = source.modifiedOf(resource);
    if (modified) say(dataset, 'dct:modified', instant(modified.toISOString()));
    say(dataset, 'dct:conformsTo', { iri: PROFILE });
  }
  if (source.resources.length > 0) {
    say(PROFILE, 'rdf:type', { iri: `${PREFIXES.dct}Standard` });
    say(PROFILE, 'dct:title', { text: 'DCAT-AP 3.0.1', language: 'en' });
  }
  return triples;
}

/** The full address of a prefixed name. */
export function expand(name: Prefixed): string {
  const [prefix, local] = name.split(':') as [keyof typeof PREFIXES, string];
  return `${PREFIXES[prefix]}${local}`;
}

const instant = (text: string): Term => ({ text, type: 'xsd:dateTime' });

/** The summary, and the names of its items: what people look for in a list of open data. */
function described({ summary, items }: CataloguedResource): LocalText {
  return {
    zh: `${summary.zh}。信息项：${items.map(({ title }) => title.zh).join('、')}。`.replace('。。', '。'),
    en: `${summary.en}. Items: ${items.map(({ title }) => title.en).join(', ')}.`.replace('..', '.'),
  };
}
