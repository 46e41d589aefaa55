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

/** Saves a stream, its reader and their promises for each piece: most of what a small one takes. */
class PushedAnswer extends Response {
  readonly #push: Push;
  #streamed: Response | undefined;

  constructor(push: Push, init: ResponseInit | undefined) {
    super(null, init);
    this.#push = push;
  }

  unread(): Push | undefined {
    return this.#streamed?.bodyUsed || this.#streamed?.body?.locked ? undefined : this.#push;
  }

  streamed(): Response {
    this.#streamed ??= new Response(streamOf(this.#push));
    return this.#streamed;
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

for (const name of ["arrayBuffer", "blob", "bytes", "formData", "json", "text"] as const) {
  define(name, {
    value(this: PushedAnswer) {
      return this.streamed()[name]();
    },
  });
}
define("body", {
  get(this: PushedAnswer) {
    return this.streamed().body;
  },
});
define("bodyUsed", {
  get(this: PushedAnswer) {
    return this.streamed().bodyUsed;
  },
});
define("clone", {
  value(this: PushedAnswer) {
    return new Response(this.streamed().clone().body, this);
  },
});

function define(name: keyof Response, property: PropertyDescriptor) {
  Object.defineProperty(PushedAnswer.prototype, name, property);
}
