import { PlainRequest } from "./plain-request.ts";
import { urlOf } from "./received-request.ts";

/**
 * A request as the handler at the other end of the network sees it: the client's, with a signal that also
 * aborts when its body is given up. Hand `clone()` to what insists on a built-in one.
 */
export class CarriedRequest implements Request {
  /** Of `url`, for reading alone. */
  readonly parsedUrl: URL;
  readonly signal: AbortSignal;
  readonly method: string;
  readonly url: string;
  readonly cache = "default";
  readonly credentials = "same-origin";
  readonly destination = "";
  readonly duplex = "half";
  readonly integrity = "";
  readonly keepalive = false;
  readonly mode = "cors";
  readonly redirect = "manual";
  readonly referrer = "about:client";
  readonly referrerPolicy = "";
  readonly #sent: Request;

  constructor(sent: Request, signal: AbortSignal) {
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
