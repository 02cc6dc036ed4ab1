import { DataFactory, Writer } from 'n3';
import { expand, PREFIXES, type Term, type Triple } from './triples.ts';

const { literal, namedNode, quad } = DataFactory;

/** The statements in Turtle (W3C RDF 1.1 Turtle). */
export function toTurtle(triples: readonly Triple[]): Promise<string> {
  const writer = new Writer({ prefixes: { ...PREFIXES } });
  for (const { subject, predicate, object } of triples)
    writer.addQuad(quad(namedNode(subject), namedNode(expand(predicate)), termOf(object)));
  return new Promise((resolve, reject) =>
    writer.end((error: Error | null, text: string) => (error ? reject(error) : resolve(text))),
  );
}

function termOf(object: Term) {
  if ('iri' in object) return namedNode(object.iri);
  if ('language' in object) return literal(object.text, object.language);
  return 'type' in object ? literal(object.text, namedNode(expand(object.type))) : literal(object.text);
}

/** The same statements in JSON-LD 1.1: one node an address, under the same prefixes. */
export function toJsonLd(triples: readonly Triple[]): object {
  const nodes = new Map<string, Record<string, unknown>>();
  for (const { subject, predicate, object } of triples) {
    const node = nodes.get(subject) ?? { '@id': subject };
    nodes.set(subject, node);
    const [field, value] =
      predicate === 'rdf:type' && 'iri' in object ? ['@type', shortened(object.iri)] : [predicate, valueOf(object)];
    const there = node[field];
    node[field] = there === undefined ? value : [...(Array.isArray(there) ? there : [there]), value];
  }
  return { '@context': PREFIXES, '@graph': [...nodes.values()] };
}

function valueOf(object: Term): unknown {
  if ('iri' in object) return { '@id': object.iri };
  if ('language' in object) return { '@value': object.text, '@language': object.language };
  return 'type' in object ? { '@value': object.text, '@type': object.type } : object.text;
}

function shortened(iri: string): string {
  const found = Object.entries(PREFIXES).find(([, start]) => iri.startsWith(start));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
}
