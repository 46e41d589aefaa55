import type { Readable } from "node:stream";
import { PlainHeaders } from "./plain-headers.ts";
import { BodyTooLarge, readReceived, readStream, streamReceived } from "./received-body.ts";
import { RequestDefaults } from "./request-defaults.ts";

/** A request's head as it stood on the wire, and where its body comes from. */
export interface ReceivedHead {
  method: string;
  /** Path and query, or a whole URL. */
  target: string;
  /** Name, value, name, value, … */
  rawHeaders: readonly string[];
  incoming: Readable;
  /** What it came over: the same thing for all requests of a connection. */
  connection?: object;
}

/** A `%` that begins no escape, before the query. */
const brokenEscape = /^[^?#]*%(?![\da-fA-F]{2})/;

/**
 * The web-standard form of a request that came over a connection, made as far as it is asked for: a
 * built-in `Request` costs more than many an answer. Hand `clone()` to what insists on a built-in one.
 * The body is read only as far as the handler asks.
 */
export class ReceivedRequest extends RequestDefaults implements Request {
  readonly method: string;
  readonly url: string;
  /** Of `url`, for reading alone. */
  readonly parsedUrl: URL;
  readonly signal: AbortSignal;
  readonly redirect = "follow";
  readonly #head: ReceivedHead;
  #headers: Headers | undefined;
  #body: ReturnType<typeof streamReceived> | undefined;
  #taken = false;

  /** @throws TypeError for a target that is no URL, and for CONNECT, which asks for a tunnel. */
  constructor(head: ReceivedHead, origin: string, signal: AbortSignal) {
    super();
    const { method, target } = head;
    if (method === "CONNECT") throw new TypeError(`method ${method}`);
    if (target.includes("%") && brokenEscape.test(target)) throw new TypeError("a broken escape");
    this.method = method;
    // Joined as text: resolving "//host/x" against the origin would leave the origin.
    this.parsedUrl = new URL(target.startsWith("/") ? origin + target : target);
    this.url = this.parsedUrl.href;
    this.signal = signal;
    this.#head = head;
  }

  /** What it came over. */
  get connection(): object {
    return this.#head.connection ?? this;
  }

  /**
   * Each header whose name begins so, as it was sent: a name as often as it stood there, which `headers`
   * joins with commas.
   */
  headerPairs(prefix: string): [name: string, value: string][] {
    const { rawHeaders } = this.#head;
    const pairs: [name: string, value: string][] = [];
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const name = rawHeaders[at] ?? "";
      if (beginsWith(name, prefix)) pairs.push([name, rawHeaders[at + 1] ?? ""]);
    }
    return pairs;
  }

  get headers(): Headers {
    if (this.#headers) return this.#headers;
    const headers = new PlainHeaders();
    const { rawHeaders } = this.#head;
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const [name = "", value = ""] = [rawHeaders[at], rawHeaders[at + 1]];
      // HTTP/2 carries parts of the request line among the headers.
      if (!name.startsWith(":")) headers.append(name, value);
      else if (name === ":authority") headers.set("host", value);
    }
    this.#headers = headers;
    return headers;
  }

  get body(): ReadableStream<Uint8Array> | null {
    if (this.method === "GET" || this.method === "HEAD") return null;
    if (this.#taken) throw new TypeError("the body was read as a whole already");
    this.#body ??= streamReceived(this.#head.incoming);
    return this.#body.stream;
  }

  get bodyUsed(): boolean {
    return this.#taken || this.#body?.used() === true;
  }

  /** Reads the body past the stream, when nobody asked for that. @throws BodyTooLarge */
  async take(bytesMax: number, until?: AbortSignal): Promise<Uint8Array | undefined> {
    if (this.#body || this.#taken) return undefined;
    if (this.method === "GET" || this.method === "HEAD") return new Uint8Array(0);
    this.#taken = true;
    const { signal } = this;
    return readReceived(this.#head.incoming, { bytesMax, signal, ...(until && { until }) });
  }

  /** Lets go of what was left unread, which would block the connection's next request. */
  release() {
    if (this.#body) this.#body.release();
    else if (!this.#head.incoming.readableEnded) this.#head.incoming.resume();
  }

  /** @throws TypeError for methods that the fetch standard forbids: TRACE and TRACK. */
  clone(): Request {
    const { method, url, headers, signal, body } = this;
    if (!body || !this.#body) return new Request(url, { method, headers, signal });
    const [kept, given] = body.tee();
    this.#body = { ...this.#body, stream: kept };
    return new Request(url, { method, headers, signal, body: given, duplex: "half" });
  }

  arrayBuffer() {
    return new Response(this.body).arrayBuffer();
  }

  blob() {
    return new Response(this.body).blob();
  }

  bytes() {
    return new Response(this.body).bytes();
  }

  formData() {
    const type = this.headers.get("content-type") ?? "";
    return new Response(this.body, { headers: { "content-type": type } }).formData();
  }

  json() {
    return new Response(this.body).json();
  }

  text() {
    return new Response(this.body).text();
  }
}

/** The URL of a request, for reading alone. */
export function urlOf(request: Request): URL {
  const { parsedUrl } = request as { parsedUrl?: URL };
  return parsedUrl ?? new URL(request.url);
}

/** Headers whose names begin so, in lower case; those that were sent apart apart as far as that is known. */
export function headerPairs(request: Request, prefix: string): [name: string, value: string][] {
  if (request instanceof ReceivedRequest) return request.headerPairs(prefix);
  const { headers } = request;
  if (headers instanceof PlainHeaders) return headers.beginning(prefix);
  return [...headers].filter(([name]) => beginsWith(name, prefix));
}

/** In any case of its letters. */
function beginsWith(name: string, prefix: string): boolean {
  return name.length >= prefix.length && name.slice(0, prefix.length).toLowerCase() === prefix;
}

/**
 * The whole body of a request, by the shortest way there is. What comes over a connection is given up with
 * the reason of `until`. @throws BodyTooLarge, BodiesTooMany
 */
export async function readWhole(
  request: Request,
  bytesMax: number,
  until?: AbortSignal,
): Promise<Uint8Array> {
  const taken =
    request instanceof ReceivedRequest ? await request.take(bytesMax, until) : undefined;
  if (taken) return taken;
  const text = textOf(request);
  if (text === undefined) return readStream(request.body, bytesMax);
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > bytesMax) throw new BodyTooLarge(bytesMax);
  return bytes;
}

/** The same as a text: of a client in this process the one that it sent. */
export async function readWholeText(
  request: Request,
  bytesMax: number,
  until?: AbortSignal,
): Promise<string> {
  const text = textOf(request);
  if (text === undefined) {
    return new TextDecoder().decode(await readWhole(request, bytesMax, until));
  }
  if (Buffer.byteLength(text) > bytesMax) throw new BodyTooLarge(bytesMax);
  return text.toWellFormed();
}

function textOf(request: Request): string | undefined {
  return (request as { takeText?(): string | undefined }).takeText?.();
}
