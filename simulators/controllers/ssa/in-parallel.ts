/**
 * Works on all items, so many at a time, in their order. The first failure is thrown: nothing is begun
 * after it, and what is under way is told by the signal.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  options: { limit: number; signal: AbortSignal },
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const results: R[] = [];
  let next = 0;
  let failure: { error: unknown } | undefined;
  await Promise.all(Array.from({ length: Math.min(options.limit, items.length) }, runOne));
  if (failure) throw (failure as { error: unknown }).error;
  return results;

  async function runOne(): Promise<void> {
    while (next < items.length && !failure) {
      const index = next;
      next += 1;
      try {
        results[index] = await work(items[index] as T, signal);
      } catch (error) {
        failure ??= { error };
        failed.abort(error);
      }
    }
  }
}
