import { unlessAborted } from "../../unless-aborted.ts";

/**
 * Keeps those who read a repository's refs apart from the one who moves them. `git push` returns a while after
 * the ref moved, on a busy machine seconds: a source could have fetched and applied a commit before the history
 * has it. So who asks for refs meanwhile waits until the push has returned.
 */
export interface RefGate {
  /** Reads once nobody writes. @throws the signal's reason when it aborts first. */
  read<Result>(
    repository: string,
    read: () => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result>;
  /** Writes once those who read have read. Nobody else may write to the repository meanwhile. */
  write<Result>(repository: string, write: () => Promise<Result>): Promise<Result>;
}

export function createRefGate(): RefGate {
  const readers = new Map<string, Set<Promise<unknown>>>();
  const writers = new Map<string, Promise<void>>();
  return {
    async read(repository, read, signal) {
      for (let writer = writers.get(repository); writer; writer = writers.get(repository)) {
        await unlessAborted(writer, signal);
      }
      const reading = read();
      const others = readers.get(repository) ?? new Set();
      readers.set(repository, others.add(reading));
      try {
        return await reading;
      } finally {
        others.delete(reading);
      }
    },
    async write(repository, write) {
      const { promise, resolve } = Promise.withResolvers<void>();
      writers.set(repository, promise);
      try {
        await Promise.allSettled(readers.get(repository) ?? []);
        return await write();
      } finally {
        writers.delete(repository);
        resolve();
      }
    },
  };
}
