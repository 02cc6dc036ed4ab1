import type { Complain } from './check-form.ts';
import { rulesOf } from './evaluate-form.ts';
import type { FormSchema } from './form-schema.ts';
import { fromTop, placesOf, referencesOf, usedBy } from './places.ts';
import { computedOf, pagesOf, showOf } from './vocabulary.ts';

/** Refuses fields that depend on themselves, by way of conditions or of what is computed, naming the way round. */
export function checkCircles(form: FormSchema, complain: Complain): void {
  const places = placesOf(form);
  const known = new Map(places.map((place) => [place.path, place]));
  const rules = rulesOf(form);
  const causes = new Map<string, string[]>();
  for (const { path, part, at, inside } of places) {
    const show = showOf(part);
    const expression = computedOf(part);
    const page = inside === '' ? pagesOf(form)?.find(({ fields }) => fields.includes(path)) : undefined;
    const named = [
      ...(show ? referencesOf(show, at) : []),
      ...(expression === undefined ? [] : usedBy(expression, at, 'value')),
    ].map(({ name }) => fromTop(name, inside));
    const byPage = page?.show ? referencesOf(page.show, '').map(({ name }) => name) : [];
    const byRules =
      inside === ''
        ? rules.filter(({ fields }) => fields.includes(path)).flatMap(({ when }) => Object.keys(when.properties ?? {}))
        : [];
    const holder = inside === '' ? [] : [inside.replace(/\[\]$/, '')];
    causes.set(
      path,
      [...named, ...byPage, ...byRules, ...holder].map((name) => (known.has(name) ? name : name.replace(/\[\]$/, ''))),
    );
  }
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): boolean => {
    if (done.has(path)) return false;
    const begun = way.indexOf(path);
    if (begun >= 0) {
      const circle = [...way.slice(begun), path].join(' → ');
      complain(
        known.get(path)?.at ?? '',
        `条件或计算互相依赖：${circle}`,
        `Conditions or computed fields depend on each other: ${circle}`,
      );
      return true;
    }
    const found = (causes.get(path) ?? []).some((cause) => visit(cause, [...way, path]));
    done.add(path);
    return found;
  };
  // One circle at a time: the others often are the same seen from elsewhere.
  places.some(({ path }) => visit(path, []));
}
