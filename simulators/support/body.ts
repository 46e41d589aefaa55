/** A response with the same head whose body passes through `rewrite`; a response without body as it is. */
export function rewriteBody(
  response: Response,
  rewrite: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): Response {
  if (!response.body) return response;
  return new Response(ReadableStream.from(rewrite(response.body)), response);
}

/**
 * Passes `bytes` bytes, then waits for `interrupt`, then passes the rest; an error of `interrupt` ends
 * the body with it. A body of fewer bytes is never interrupted, one of just as many is.
 */
export async function* interruptAfter(
  chunks: AsyncIterable<Uint8Array>,
  bytes: number,
  interrupt: () => Promise<void> | void,
): AsyncGenerator<Uint8Array> {
  let left = bytes;
  let interrupted = false;
  for await (const chunk of chunks) {
    if (interrupted || chunk.length < left) {
      left -= chunk.length;
      yield chunk;
      continue;
    }
    if (left > 0) yield chunk.subarray(0, left);
    await interrupt();
    interrupted = true;
    if (chunk.length > left) yield chunk.subarray(left);
  }
}
