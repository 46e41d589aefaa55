/**
 * Awaits all tasks. The first failure is told to `fail`, which makes the others give up; only when
 * all have settled is it thrown, so that nothing is still being started while things are ended.
 */
export async function concurrently<T>(
  tasks: Promise<T>[],
  fail: (error: unknown) => void,
): Promise<T[]> {
  const watched = tasks.map((task) =>
    task.catch((error: unknown) => {
      fail(error);
      throw error;
    }),
  );
  const settled = await Promise.allSettled(watched);
  return settled.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}
