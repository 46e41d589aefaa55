import type { BackendRequest, HttpBackend } from "./http-backend.ts";
import type { Repository } from "./repositories.ts";

/** Far above what a repository with a few branches has. */
const keptBytesMax = 1024 * 1024;

/**
 * Keeps git's answers to `info/refs` until the refs change. Polling is most of what controllers do, and
 * two processes a poll would take the processor from the controllers under test.
 */
export function keepAdvertisements(answer: HttpBackend["answer"]): HttpBackend["answer"] {
  const kept = new WeakMap<Repository, { generation: number; answers: Map<string, Kept> }>();
  return async (options) => {
    const { request, repository, path } = options;
    if (path.endpoint !== "refs" || request.method !== "GET") return answer(options);
    const { generation } = repository;
    const key = advertisementKey(options);
    const known = kept.get(repository);
    if (known?.generation === generation) {
      const found = known.answers.get(key);
      if (found) return new Response(found.body, { headers: found.headers });
    }
    const response = await answer(options);
    if (response.status !== 200) return response;
    const body = new Uint8Array(await response.arrayBuffer());
    if (request.signal.aborted) throw request.signal.reason;
    // Whatever git read is at least as new as the generation seen before it was asked.
    if (body.length <= keptBytesMax && repository.generation === generation) {
      const entry = known?.generation === generation ? known : { generation, answers: new Map() };
      entry.answers.set(key, { body, headers: response.headers });
      kept.set(repository, entry);
    }
    return new Response(body, { headers: response.headers });
  };
}

interface Kept {
  body: Uint8Array<ArrayBuffer>;
  headers: Headers;
}

const advertisementKey = ({ request, path }: BackendRequest) =>
  `${path.pushes ? "push" : "fetch"} ${request.headers.get("git-protocol") ?? ""}`;
