const NAMED =
  /《[^》]{2,}》|第[一二三四五六七八九十百零〇\d]+条|〔\d{4}〕\s*\d+号|[法规例令](第|$)|\b(law|act|regulations?|ordinance|statutes?|measures|article|decree)\b/iu;

/** Whether a text names what it rests on: a document by name or number, an article, or a kind of law. */
export function citesLaw(text: string): boolean {
  return NAMED.test(text.trim());
}
