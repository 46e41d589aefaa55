/** What headers can be made of. */
export type HeadersSource = ConstructorParameters<typeof Headers>[0];

/**
 * Headers as the fetch standard has them. The built-in ones bring all of Node's HTTP client with them, a
 * quarter of what a server's start takes, and cost more for each request.
 */
export class PlainHeaders implements Headers {
  /** By lower-case names; of cookies all, for they can't be joined. */
  readonly #values = new Map<string, string>();
  #cookies: string[] = [];

  /** @throws TypeError for what no header can be. */
  constructor(source?: HeadersSource) {
    if (source === undefined) return;
    const pairs = isIterable(source) ? source : Object.entries(source);
    for (const [name = "", value] of pairs) this.append(name, String(value));
  }

  append(name: string, value: string): void {
    const key = keyOf(name);
    const sent = sendableOf(key, value);
    if (key === "set-cookie") return void this.#cookies.push(sent);
    const before = this.#values.get(key);
    this.#values.set(key, before === undefined ? sent : `${before}, ${sent}`);
  }

  set(name: string, value: string): void {
    const key = keyOf(name);
    const sent = sendableOf(key, value);
    if (key === "set-cookie") this.#cookies = [sent];
    else this.#values.set(key, sent);
  }

  get(name: string): string | null {
    const key = keyOf(name);
    if (key !== "set-cookie") return this.#values.get(key) ?? null;
    return this.#cookies.length > 0 ? this.#cookies.join(", ") : null;
  }

  has(name: string): boolean {
    const key = keyOf(name);
    return key === "set-cookie" ? this.#cookies.length > 0 : this.#values.has(key);
  }

  delete(name: string): void {
    const key = keyOf(name);
    if (key === "set-cookie") this.#cookies = [];
    else this.#values.delete(key);
  }

  getSetCookie(): string[] {
    return [...this.#cookies];
  }

  forEach(each: (value: string, name: string, headers: Headers) => void, self?: unknown): void {
    for (const [name, value] of this.#sorted()) each.call(self, value, name, this);
  }

  entries() {
    return this.#sorted().values();
  }

  keys() {
    return this.#sorted()
      .map(([name]) => name)
      .values();
  }

  values() {
    return this.#sorted()
      .map(([, value]) => value)
      .values();
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  /** Those whose names begin so, in lower case. Of most requests there are none, and nothing is sorted. */
  beginning(prefix: string): [name: string, value: string][] {
    const isOne = (name: string) => name.startsWith(prefix);
    if (!isOne("set-cookie") && !this.#values.keys().some(isOne)) return [];
    return this.#sorted().filter(([name]) => isOne(name));
  }

  /** By name, each cookie apart. */
  #sorted(): [name: string, value: string][] {
    const cookies = this.#cookies.map((value): [string, string] => ["set-cookie", value]);
    return [...this.#values, ...cookies].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }
}

const token = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
const unsendable = /[\0\r\n\u0100-\uffff]/;
const margin = /^[\t\n\r ]+|[\t\n\r ]+$/g;

/** Of names that were asked for before, which are few. */
const keys = new Map<string, string>();
const keysMax = 1000;

function keyOf(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  if (!token.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a header`);
  const key = name.toLowerCase();
  if (keys.size < keysMax) keys.set(name, key);
  return key;
}

function sendableOf(key: string, value: string): string {
  const given = String(value);
  const sent = hasMargin(given) ? given.replace(margin, "") : given;
  // The value itself may be a secret.
  if (unsendable.test(sent)) throw new TypeError(`the value of header ${key} can't be sent`);
  return sent;
}

/** Whether the first or last letter may be white. */
function hasMargin(value: string): boolean {
  return value.charCodeAt(0) <= 32 || value.charCodeAt(value.length - 1) <= 32;
}

function isIterable(source: object): source is Iterable<[string, string]> {
  return Symbol.iterator in source;
}
