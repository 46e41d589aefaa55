/** What a response can be made of. */
type Body = ConstructorParameters<typeof Response>[0];

/**
 * A response that becomes one with a stream only when somebody reads it as such: the stream is most of
 * what a response takes to make.
 */
export abstract class LateBody<Source> extends Response {
  readonly #source: Source;
  #streamed: Response | undefined;
  #taken = false;

  constructor(source: Source, init: ResponseInit | undefined) {
    super(null, init);
    this.#source = source;
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
}

// What reads the body goes to the response that has it as a stream. Defined on the prototype, for fields
// would be made anew for every answer.
for (const name of ["arrayBuffer", "blob", "bytes", "formData", "json", "text"] as const) {
  define(name, {
    value(this: LateBody<unknown>) {
      return this.streamed()[name]();
    },
  });
}
define("body", {
  get(this: LateBody<unknown>) {
    return this.streamed().body;
  },
});
define("bodyUsed", {
  get(this: LateBody<unknown>) {
    return this.streamed().bodyUsed;
  },
});
define("clone", {
  value(this: LateBody<unknown>) {
    return new Response(this.streamed().clone().body, this);
  },
});

function define(name: keyof Response, property: PropertyDescriptor) {
  Object.defineProperty(LateBody.prototype, name, property);
}
