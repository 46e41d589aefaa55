import { PlainHeaders } from "./plain-headers.ts";
import { RequestDefaults } from "./request-defaults.ts";

interface PlainInit {
  method?: string;
  headers?: Headers | Record<string, string>;
  body?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Of requests that were given none. */
export const neverAborts: AbortSignal = new AbortController().signal;

/**
 * A request whose body is a text, for those inside this process: a built-in `Request` costs more than many
 * an answer. Its signal is the one it was given, no follower of it. Hand `clone()` to what insists on a
 * built-in one, such as the global `fetch`.
 */
export class PlainRequest extends RequestDefaults implements Request {
  readonly method: string;
  readonly url: string;
  /** Of `url`, for reading alone. */
  readonly parsedUrl: URL;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  readonly redirect = "follow";
  readonly #text: string | undefined;
  #body: ReadableStream<Uint8Array<ArrayBuffer>> | null | undefined;
  #taken = false;

  /** @throws TypeError for what is no URL. */
  constructor(url: URL | string, { method = "GET", headers, body, signal }: PlainInit = {}) {
    super();
    this.parsedUrl = typeof url === "string" ? new URL(url) : url;
    this.url = this.parsedUrl.href;
    this.method = method;
    this.headers = headers instanceof PlainHeaders ? headers : new PlainHeaders(headers);
    this.signal = signal ?? neverAborts;
    this.#text = body;
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    this.#body ??= this.#text === undefined ? null : new Response(this.takeText()).body;
    return this.#body;
  }

  get bodyUsed(): boolean {
    return this.#taken && (this.#body === undefined || this.#body?.locked === true);
  }

  /** The whole body, when nobody asked for it before; empty where there is none. */
  takeText(): string {
    if (this.#text === undefined) return "";
    if (this.#taken) throw new TypeError("the body was read already");
    this.#taken = true;
    return this.#text;
  }

  clone(): Request {
    const { method, url, headers, signal } = this;
    return new Request(url, { method, headers, signal, body: this.#text ?? null });
  }

  async arrayBuffer() {
    if (this.#body !== undefined) return this.#read().arrayBuffer();
    return new TextEncoder().encode(this.takeText()).buffer;
  }

  blob() {
    return this.#read().blob();
  }

  bytes() {
    return this.#read().bytes();
  }

  formData() {
    return this.#read().formData();
  }

  json() {
    return this.#read().json();
  }

  /** Past streams and their decoders, as long as nobody asked for the body as one. */
  async text() {
    return this.#body === undefined ? this.takeText() : this.#read().text();
  }

  #read(): Response {
    const type = this.headers.get("content-type");
    const headers = type === null ? {} : { "content-type": type };
    return new Response(this.#body === undefined ? this.takeText() : this.#body, { headers });
  }
}
