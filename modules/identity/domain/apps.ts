/** The applications that people sign in to, and whom each lets in. */
export const APPS = {
  portal: { kind: 'person', home: '/' },
  console: { kind: 'staff', home: '/console' },
  cockpit: { kind: 'staff', home: '/cockpit' },
} as const;

export type AppName = keyof typeof APPS;
export type AccountKind = 'person' | 'staff';
export const APP_NAMES = Object.keys(APPS) as AppName[];
export const ACCOUNT_KINDS: readonly AccountKind[] = ['person', 'staff'];

export function isAppName(value: unknown): value is AppName {
  return typeof value === 'string' && Object.hasOwn(APPS, value);
}

/**
 * Which kind of session a request means: what the app says in its header; without one (links, event streams) the page that
 * it comes from; undefined when nothing tells.
 */
export function kindMeant(header: unknown, referer: unknown): AccountKind | undefined {
  if (isAppName(header)) return APPS[header].kind;
  if (typeof referer !== 'string' || !URL.canParse(referer)) return undefined;
  const { pathname } = new URL(referer);
  const staff = APP_NAMES.some(
    (name) =>
      APPS[name].kind === 'staff' && (pathname === APPS[name].home || pathname.startsWith(`${APPS[name].home}/`)),
  );
  return staff ? 'staff' : 'person';
}
