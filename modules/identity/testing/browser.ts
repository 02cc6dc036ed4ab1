type Cookie = { name: string; value: string; path: string };

/** What of a browser a sign-in needs: cookies by name and path, and redirects followed by hand. For tests. */
export class Browser {
  readonly origin: string;
  readonly setCookies: string[] = [];
  #jar: Cookie[] = [];

  constructor(origin: string) {
    this.origin = origin;
  }

  /** Another browser with the same cookies. */
  copy(): Browser {
    const other = new Browser(this.origin);
    other.#jar = structuredClone(this.#jar);
    return other;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send('GET', path, headers);
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(
      'POST',
      path,
      { 'content-type': 'application/json', origin: this.origin, ...headers },
      JSON.stringify(body),
    );
  }

  /** Follows redirects until a page that the server does not redirect from, or until `stopAt`; the address it ends at. */
  async follow(address: string, stopAt?: string): Promise<URL> {
    let at = new URL(address, this.origin);
    for (let hops = 0; hops < 10; hops += 1) {
      if (at.origin !== this.origin) throw new Error(`The way leads off this site: ${at.href}`);
      if (at.pathname === stopAt) return at;
      const answer = await this.get(at.pathname + at.search, { accept: 'text/html' });
      const location = answer.headers.get('location');
      if (location === null) return at;
      at = new URL(location, at);
    }
    throw new Error('Too many redirects');
  }

  async #send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Response> {
    const url = new URL(path, this.origin);
    const cookies = this.#jar.filter(
      ({ path: at }) => at === '/' || url.pathname === at || url.pathname.startsWith(`${at}/`),
    );
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        ...headers,
        ...(cookies.length > 0 ? { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') } : {}),
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    this.setCookies.push(line);
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const attribute = (wanted: string): string | undefined =>
      attributes.find((part) => part.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute('path') ?? '/';
    this.#jar = this.#jar.filter((cookie) => cookie.name !== name || cookie.path !== path);
    const expires = attribute('expires');
    const gone =
      attribute('max-age') === '0' || value === '' || (expires !== undefined && Date.parse(expires) <= Date.now());
    if (!gone) this.#jar.push({ name, value, path });
  }
}
