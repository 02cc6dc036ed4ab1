import { fillText, type DomainError } from '@platform/kernel';
import type { FerryFault } from './route.ts';

/** A coded error in the form in which it is stored and told to the other side. */
export function faultOf(error: DomainError): FerryFault {
  return {
    code: error.code,
    zh: fillText(error.text, 'zh', error.params),
    en: fillText(error.text, 'en', error.params),
  };
}
