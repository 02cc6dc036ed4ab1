import type { ModdleElement } from 'dmn-moddle';
import { decisionErrors } from './errors.ts';

/** The elements of a DMN file as moddle reads them, and where they stand in its text. */
export const list = (element: ModdleElement, property: string): ModdleElement[] =>
  (element[property] as ModdleElement[] | undefined) ?? [];
export const child = (element: ModdleElement | undefined, property: string): ModdleElement | undefined =>
  element?.[property] as ModdleElement | undefined;
export const textOf = (element: ModdleElement | undefined): string => String(element?.['text'] ?? '').trim();
export const hrefOf = (element: ModdleElement | undefined): string => String(element?.['href'] ?? '').replace(/^#/, '');

/** `dmn:DecisionService` is `decisionService`. */
export function kindOf(element: ModdleElement): string {
  const local = element.$type.replace(/^dmn:/, '');
  return `${local.charAt(0).toLowerCase()}${local.slice(1)}`;
}

/** The line of an element, by its id, else by that of the nearest one around it; 1 where none has one. */
export function lineOf(xml: string, element: ModdleElement | undefined): number {
  for (let one = element; one; one = one['$parent'] as ModdleElement | undefined) {
    if (!one.id) continue;
    const at = xml.search(new RegExp(`\\bid\\s*=\\s*["']${one.id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["']`));
    if (at >= 0) return lineAt(xml, at);
  }
  return 1;
}

export const lineAt = (xml: string, at: number): number => xml.slice(0, at).split('\n').length;

/** What a reader of a part needs: the file's text, and the decision or knowledge it belongs to, for errors. */
export type Reading = { xml: string; owner: string };

export function unsupported({ xml, owner }: Reading, what: string, element?: ModdleElement): Error {
  return decisionErrors.unsupported({ decision: owner, what, line: lineOf(xml, element) });
}

export function badTable({ xml, owner }: Reading, what: string, element?: ModdleElement): Error {
  return decisionErrors.badTable({ decision: owner, what, line: lineOf(xml, element) });
}

/** FEEL is the only language. */
export function checkLanguage(element: ModdleElement, reading: Reading): void {
  for (const property of ['expressionLanguage', 'typeLanguage']) {
    const language = element[property];
    if (typeof language === 'string' && !/feel/i.test(language))
      throw unsupported(reading, `expression language ${language}`, element);
  }
}
