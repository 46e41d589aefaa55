import { readFile } from "node:fs/promises";
import type { Clock } from "../../core/clock.ts";
import { HarnessError } from "../../core/failure.ts";
import type { ApiClient } from "./api-client.ts";

const collection = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const pollMs = 50;

/** Kinds that an API group serves, by version. */
interface ServedKinds {
  group: string;
  version: string;
  plurals: Set<string>;
}

/** Creates the CRDs. `served` resolves once all kinds of these groups can be used. */
export interface CrdInstallation {
  served(groups: string[]): Promise<void>;
}

/**
 * Installs all files at once, then waits for each group apart, so that a controller can start while
 * the kinds of another are still on their way.
 */
export async function installCrds(request: {
  files: string[];
  api: ApiClient;
  clock: Clock;
  limitMs: number;
  signal: AbortSignal;
}): Promise<CrdInstallation> {
  const created = await Promise.all(request.files.map((file) => createAll(request.api, file)));
  const kinds = collectKinds(created.flat());
  const waits = new Map<string, Promise<void>>();
  for (const group of new Set(kinds.map((each) => each.group))) {
    const own = kinds.filter((each) => each.group === group);
    const wait = Promise.all(own.map((each) => awaitServed(each, request))).then(() => undefined);
    // Whoever asks for the group gets the rejection; until then it must not count as unhandled.
    wait.catch(() => undefined);
    waits.set(group, wait);
  }
  return {
    async served(groups) {
      await Promise.all(groups.map((group) => waits.get(group)));
    },
  };
}

/** The server takes YAML as it is, which spares us the parsing. A file may hold several documents. */
async function createAll(api: ApiClient, file: string): Promise<CrdObject[]> {
  const documents = (await readFile(file, "utf8")).split(/^---$/m).filter((text) => text.trim());
  return await Promise.all(
    documents.map(
      async (text) => (await api.create(collection, text, "application/yaml")) as CrdObject,
    ),
  );
}

interface CrdObject {
  spec: {
    group: string;
    names: { plural: string };
    versions: { name: string; served: boolean }[];
  };
}

function collectKinds(crds: CrdObject[]): ServedKinds[] {
  const kinds = new Map<string, ServedKinds>();
  for (const { spec } of crds) {
    for (const version of spec.versions.filter((each) => each.served)) {
      const key = `${spec.group}/${version.name}`;
      const known = kinds.get(key) ?? {
        group: spec.group,
        version: version.name,
        plurals: new Set<string>(),
      };
      kinds.set(key, known);
      known.plurals.add(spec.names.plural);
    }
  }
  return [...kinds.values()];
}

/** Discovery names a kind only once its CRD is Established, and is what controllers ask themselves. */
async function awaitServed(
  { group, version, plurals }: ServedKinds,
  {
    api,
    clock,
    limitMs,
    signal,
  }: { api: ApiClient; clock: Clock; limitMs: number; signal: AbortSignal },
): Promise<void> {
  const deadlineMs = clock.nowMs() + limitMs;
  for (;;) {
    const answer = await api.request({ method: "GET", path: `/apis/${group}/${version}` });
    const served = answer.status === 200 ? resourceNames(answer.text) : new Set<string>();
    const missing = plurals.difference(served);
    if (missing.size === 0) return;
    if (clock.nowMs() > deadlineMs) {
      throw new HarnessError(
        `The API server did not serve ${[...missing].join(", ")} of ${group}/${version} within ` +
          `${limitMs / 1000} s of creating the CRDs; the last answer was ${answer.status}: ${answer.text.slice(0, 300)}`,
      );
    }
    await clock.sleep(pollMs, signal);
  }
}

function resourceNames(discovery: string): Set<string> {
  const list = JSON.parse(discovery) as { resources?: { name: string }[] };
  return new Set(list.resources?.map((resource) => resource.name));
}
