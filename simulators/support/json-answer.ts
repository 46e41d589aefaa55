import { LateBody } from "./late-body.ts";
import { readerCopy } from "./reader-copy.ts";

/** A value, which never changes, and how it is written. */
interface Written {
  value: object;
  text(): string;
}

/**
 * An answer that is known whole, of a value that never changes. It is written when somebody wants the text;
 * readers in this process who want the value share one copy of it, which they must not change either.
 */
export function jsonAnswer(value: object, text: () => string, init?: ResponseInit): Response {
  return new JsonAnswer({ value, text }, init);
}

export class JsonAnswer extends LateBody<Written> {
  override bodyOf({ text }: Written) {
    return text();
  }

  override text(): Promise<string> {
    const whole = this.take();
    return whole === undefined ? super.text() : Promise.resolve(whole.text());
  }

  override async json(): Promise<unknown> {
    const whole = this.take();
    if (whole === undefined) return super.json();
    // As late as of an answer that is parsed: what happens at one time keeps its order.
    await undefined;
    return readerCopy(whole.value);
  }
}
