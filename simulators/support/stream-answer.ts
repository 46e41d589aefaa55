import { Readable } from "node:stream";
import { LateBody } from "./late-body.ts";

type Body = ReadableStream<Uint8Array<ArrayBuffer>> | null;

/** An answer whose body is a stream, or that has none; a built-in response only where it must be one. */
export function streamAnswer(body: Body, init?: ResponseInit): Response {
  return new StreamAnswer(body, init);
}

class StreamAnswer extends LateBody<Body> {
  readonly #body: Body;

  constructor(body: Body, init: ResponseInit | undefined) {
    super(body, init);
    this.#body = body;
  }

  override bodyOf(body: Body) {
    return body;
  }

  override get body() {
    return this.#body;
  }

  override get bodyUsed(): boolean {
    // It knows web streams, too.
    return this.#body !== null && Readable.isDisturbed(this.#body as unknown as Readable);
  }
}
