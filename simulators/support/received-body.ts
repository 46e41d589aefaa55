import type { Readable } from "node:stream";

/** A request's body is longer than what its reader takes. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";

  constructor(bytesMax: number) {
    super(`the body is larger than ${bytesMax} bytes`);
  }
}

/** A body as a stream that reads no further than it is asked, and what lets go of the unread rest. */
export function streamReceived(incoming: Readable): {
  stream: ReadableStream<Uint8Array>;
  /** Whether anything was read or given up. */
  used(): boolean;
  release(): void;
} {
  let canceled = false;
  let chunks: AsyncIterator<Uint8Array> | undefined;
  const drain = async () => {
    canceled = true;
    // An iterator that still holds the message would keep it from flowing.
    await chunks?.return?.();
    incoming.resume();
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= incoming.iterator({ destroyOnReturn: false });
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: drain,
    },
    { highWaterMark: 0 },
  );
  // A message that broke off has nothing left to drain.
  return {
    stream,
    used: () => canceled || chunks !== undefined,
    release: () => void drain().catch(() => {}),
  };
}

/** Collects a body without a stream between. Rejects with the signal's reason when it breaks off. */
export function readReceived(
  incoming: Readable,
  bytesMax: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const take = (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes <= bytesMax) {
      chunks.push(chunk);
      return;
    }
    incoming.off("data", take).pause();
    reject(new BodyTooLarge(bytesMax));
  };
  incoming
    .on("data", take)
    .on("end", () => resolve(joined(chunks)))
    .on("error", reject)
    .on("close", () => {
      if (!incoming.readableEnded) reject(signal.reason ?? new Error("the body broke off"));
    });
  return promise;
}

/** Collects what is left of a stream. */
export async function readStream(
  stream: ReadableStream<Uint8Array> | null,
  bytesMax: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new BodyTooLarge(bytesMax);
    chunks.push(chunk);
  }
  return joined(chunks);
}

function joined(chunks: Uint8Array[]): Uint8Array {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks);
}
