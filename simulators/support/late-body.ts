import { PlainHeaders } from "./plain-headers.ts";

/** What a response can be made of. */
type Body = ConstructorParameters<typeof Response>[0];

/**
 * A response that becomes one with a stream, and a built-in one, only when somebody reads it as such: that
 * is most of what a response takes to make, and brings all of Node's HTTP client with it.
 */
export abstract class LateBody<Source> implements Response {
  readonly status: number;
  readonly statusText: string;
  readonly headers: PlainHeaders;
  readonly #source: Source;
  #streamed: Response | undefined;
  #taken = false;

  /** @throws RangeError for what is no status, TypeError for what no header can be. */
  constructor(source: Source, { status = 200, statusText = "", headers }: ResponseInit = {}) {
    if (!(status >= 200 && status <= 599)) throw new RangeError(`status ${status}`);
    this.status = status;
    this.statusText = statusText;
    this.headers = new PlainHeaders(headers);
    this.#source = source;
  }

  get ok(): boolean {
    return this.status < 300;
  }

  get redirected(): boolean {
    return false;
  }

  get type() {
    return "default" as const;
  }

  get url(): string {
    return "";
  }

  /** The body as a stream takes it. */
  abstract bodyOf(source: Source): Body;

  /** What it was made of, as long as nobody began to read it. */
  unread(): Source | undefined {
    if (this.#taken) return undefined;
    return this.#streamed?.bodyUsed || this.#streamed?.body?.locked ? undefined : this.#source;
  }

  /** Reads it past any stream, where nobody asked for one. */
  take(): Source | undefined {
    if (this.#taken || this.#streamed) return undefined;
    this.#taken = true;
    return this.#source;
  }

  streamed(): Response {
    this.#streamed ??= new Response(this.bodyOf(this.#source));
    // What was taken is read: nobody gets it once more.
    if (this.#taken && !this.#streamed.bodyUsed) void this.#streamed.arrayBuffer();
    return this.#streamed;
  }

  get body() {
    return this.streamed().body;
  }

  get bodyUsed(): boolean {
    return this.streamed().bodyUsed;
  }

  clone(): Response {
    return new Response(this.streamed().clone().body, this);
  }

  arrayBuffer() {
    return this.streamed().arrayBuffer();
  }

  blob() {
    return this.streamed().blob();
  }

  bytes() {
    return this.streamed().bytes();
  }

  formData() {
    return this.streamed().formData();
  }

  json() {
    return this.streamed().json();
  }

  text() {
    return this.streamed().text();
  }
}
