/** Folders that are no pages: a return to one would loop or show machine text. */
const NO_PAGES = ['/auth', '/oidc', '/api'];
/** Any origin will do: a path that leaves it is not a path of this site. */
const HERE = 'http://here.invalid';

/**
 * Whether a browser that is sent to `path` stays on this site, on a page of it. Everything doubtful is refused: browsers leave out tabs
 * and newlines and take `\` for `/`, so that `/`, a tab and `/evil.example` would be another site.
 */
export function isReturnPath(path: string): boolean {
  if (path.length > 500 || !/^\/[\x21-\x7e]*$/.test(path) || /^\/[/\\]/.test(path) || path.includes('\\')) return false;
  if (!URL.canParse(path, HERE)) return false;
  const url = new URL(path, HERE);
  if (url.origin !== HERE || url.pathname.startsWith('//')) return false;
  return !NO_PAGES.some((folder) => url.pathname === folder || url.pathname.startsWith(`${folder}/`));
}
