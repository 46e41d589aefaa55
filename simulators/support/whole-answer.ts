import { JsonAnswer } from "./json-answer.ts";
import { LateBody } from "./late-body.ts";

/**
 * An answer whose body is known as a whole. Listeners write it at once with its length; to all others
 * it is a response like any. It has no content type but the one that `init` names.
 */
export function wholeAnswer(body: Uint8Array | string, init?: ResponseInit): Response {
  return new WholeAnswer(body, init);
}

/** The body of an answer that is known whole and that nobody began to read; undefined for others. */
export function wholeBodyOf(response: Response): Uint8Array | string | undefined {
  if (response instanceof JsonAnswer) return response.unread()?.text();
  return response instanceof WholeAnswer ? response.unread() : undefined;
}

/** The bytes of an answer, for somebody who won't change them: where they are known whole, no copy is made. */
export async function readBytes(response: Response): Promise<Uint8Array> {
  const whole = response instanceof WholeAnswer ? response.take() : undefined;
  if (whole === undefined) return new Uint8Array(await response.arrayBuffer());
  return typeof whole === "string" ? new TextEncoder().encode(whole) : whole;
}

/** Whether `wholeBodyOf` gives a body, which may have to be written first. */
export function isWhole(response: Response): boolean {
  const known = response instanceof JsonAnswer || response instanceof WholeAnswer;
  return known && response.unread() !== undefined;
}

class WholeAnswer extends LateBody<Uint8Array | string> {
  override bodyOf(whole: Uint8Array | string) {
    return whole;
  }

  // What most read of an answer, past streams and their decoders.
  override text(): Promise<string> {
    const whole = this.take();
    if (whole === undefined) return super.text();
    return Promise.resolve(typeof whole === "string" ? whole : new TextDecoder().decode(whole));
  }

  override async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const whole = this.take();
    if (whole === undefined) return super.arrayBuffer();
    // Of one's own: what the answer was made of may be read elsewhere.
    return (typeof whole === "string" ? new TextEncoder().encode(whole) : new Uint8Array(whole))
      .buffer;
  }
}
