import { Readable } from "node:stream";
import { LateBody } from "./late-body.ts";

type Body = ReadableStream<Uint8Array<ArrayBuffer>> | null;

/** An answer whose body is a stream, or that has none; a built-in response only where it must be one. */
export function streamAnswer(
  body: ReadableStream<Uint8Array> | null,
  init?: ResponseInit,
): Response {
  // No stream here is over memory that is shared with threads.
  return new StreamAnswer(body as Body, init);
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
    return this.#body !== null && isDisturbed(this.#body);
  }
}

/** Whether anybody read of a stream, or gave it up. */
export function isDisturbed(stream: ReadableStream): boolean {
  // It knows web streams, too.
  return Readable.isDisturbed(stream as unknown as Readable);
}
