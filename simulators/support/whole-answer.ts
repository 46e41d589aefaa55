import { LateBody } from "./late-body.ts";

/**
 * An answer whose body is known as a whole. Listeners write it at once with its length; to all others
 * it is a response like any. It has no content type but the one that `init` names.
 */
export function wholeAnswer(body: Uint8Array | string, init?: ResponseInit): Response {
  return new WholeAnswer(body, init);
}

/** The body of an answer made by `wholeAnswer` that nobody began to read; undefined for others. */
export function wholeBodyOf(response: Response): Uint8Array | string | undefined {
  return response instanceof WholeAnswer ? response.unread() : undefined;
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
}
