import { LateBody } from "./late-body.ts";
import { isDisturbed } from "./stream-answer.ts";

/** Where the body of an answer goes, piece by piece. */
export interface Sink {
  write(piece: Uint8Array): void;
  end(): void;
  /** Bytes that the receiver has yet to take. */
  backlogBytes(): number;
}

/** Begins a body. Returns what is called when nobody wants the rest of it. */
export type Push = (sink: Sink) => () => void;

/**
 * An answer whose body comes in pieces whenever there is one, without anybody asking. Listeners take it
 * as it comes; to all others it is a response like any, whose body begins when it is first read.
 */
export function pushedAnswer(push: Push, init?: ResponseInit): Response {
  return new PushedAnswer(push, init);
}

/** What begins the body of an answer made by `pushedAnswer` that nobody read yet; undefined for others. */
export function pushOf(response: Response): Push | undefined {
  return response instanceof PushedAnswer ? response.unread() : undefined;
}

/** Saves a reader and its promises for each piece, too. */
class PushedAnswer extends LateBody<Push> {
  readonly #push: Push;
  #stream: ReadableStream<Uint8Array<ArrayBuffer>> | undefined;

  constructor(push: Push, init: ResponseInit | undefined) {
    super(push, init);
    this.#push = push;
  }

  override bodyOf() {
    return this.body;
  }

  override unread(): Push | undefined {
    return this.bodyUsed || this.#stream?.locked ? undefined : this.#push;
  }

  override get body() {
    this.#stream ??= streamOf(this.#push) as ReadableStream<Uint8Array<ArrayBuffer>>;
    return this.#stream;
  }

  override get bodyUsed(): boolean {
    return this.#stream !== undefined && isDisturbed(this.#stream);
  }
}

function streamOf(push: Push): ReadableStream<Uint8Array> {
  let stop: (() => void) | undefined;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        stop ??= push({
          write: (piece) => controller.enqueue(piece),
          end: () => controller.close(),
          backlogBytes: () => -(controller.desiredSize ?? 0),
        });
      },
      cancel() {
        // Whoever never began still has to be told.
        stop ??= push({ write: () => {}, end: () => {}, backlogBytes: () => 0 });
        stop();
      },
    },
    { highWaterMark: 0, size: (piece) => piece.byteLength },
  );
}
