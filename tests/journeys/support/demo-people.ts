import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from './product.ts';

/** A resident of the demo by their sample key. Their birth dates follow the day on which the city begins, so their numbers are never written down. */
export function demoPerson(product: Pick<Product, 'data'>, key: string): { citizenId: string; name: string } {
  const people = JSON.parse(readFileSync(join(product.data, 'departments/demo-people.json'), 'utf8')) as Record<
    string,
    { citizenId: string; name: string }
  >;
  const person = people[key];
  if (!person) throw new Error(`The demo has no "${key}": ${Object.keys(people).join(', ')}`);
  return person;
}
