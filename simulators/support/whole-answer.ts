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

/** Costs no stream unless somebody asks for one: that is most of what a response takes to make. */
class WholeAnswer extends Response {
  readonly #whole: Uint8Array | string;
  #streamed: Response | undefined;

  constructor(whole: Uint8Array | string, init: ResponseInit | undefined) {
    super(null, init);
    this.#whole = whole;
  }

  unread(): Uint8Array | string | undefined {
    return this.#streamed?.bodyUsed || this.#streamed?.body?.locked ? undefined : this.#whole;
  }

  streamed(): Response {
    this.#streamed ??= new Response(this.#whole);
    return this.#streamed;
  }
}

// What reads the body goes to a response that has it as a stream. Defined on the prototype, for fields
// would be made anew for every answer.
for (const name of ["arrayBuffer", "blob", "bytes", "formData", "json", "text"] as const) {
  define(name, {
    value(this: WholeAnswer) {
      return this.streamed()[name]();
    },
  });
}
define("body", {
  get(this: WholeAnswer) {
    return this.streamed().body;
  },
});
define("bodyUsed", {
  get(this: WholeAnswer) {
    return this.streamed().bodyUsed;
  },
});
define("clone", {
  value(this: WholeAnswer) {
    return new Response(this.streamed().clone().body, this);
  },
});

function define(name: keyof Response, property: PropertyDescriptor) {
  Object.defineProperty(WholeAnswer.prototype, name, property);
}
