import { PlainRequest } from "./plain-request.ts";
import { urlOf } from "./received-request.ts";
import { RequestDefaults } from "./request-defaults.ts";

/**
 * A request as the handler at the other end of the network sees it: the client's, with a signal that also
 * aborts when its body is given up. Hand `clone()` to what insists on a built-in one.
 */
export class CarriedRequest extends RequestDefaults implements Request {
  /** Of `url`, for reading alone. */
  readonly parsedUrl: URL;
  readonly signal: AbortSignal;
  readonly method: string;
  readonly url: string;
  readonly redirect = "manual";
  readonly #sent: Request;

  constructor(sent: Request, signal: AbortSignal) {
    super();
    this.#sent = sent;
    this.signal = signal;
    this.method = sent.method;
    this.url = sent.url;
    this.parsedUrl = urlOf(sent);
  }

  /** Of a client that sends nothing but texts. */
  takeText(): string | undefined {
    return this.#sent instanceof PlainRequest ? this.#sent.takeText() : undefined;
  }

  get headers(): Headers {
    return this.#sent.headers;
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    return this.#sent.body;
  }

  get bodyUsed(): boolean {
    return this.#sent.bodyUsed;
  }

  clone(): Request {
    return new Request(this.#sent.clone(), { signal: this.signal });
  }

  arrayBuffer() {
    return this.#sent.arrayBuffer();
  }

  blob() {
    return this.#sent.blob();
  }

  bytes() {
    return this.#sent.bytes();
  }

  formData() {
    return this.#sent.formData();
  }

  json() {
    return this.#sent.json();
  }

  text() {
    return this.#sent.text();
  }
}
