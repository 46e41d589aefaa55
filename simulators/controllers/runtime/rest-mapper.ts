import type { ControllerApi, ServedResource } from "./controller-api.ts";

/** Finds the plural of a kind, asking the server only for what it hasn't seen yet, as controller-runtime. */
export interface RestMapper {
  /** @throws an error that says there are no matches for the kind. */
  mappingOf(apiVersion: string, kind: string): Promise<ServedResource>;
  /** At the version that the server prefers. */
  preferredOf(group: string, kind: string): Promise<ServedResource>;
}

/** @param options.discovered whether all kinds were asked for before, as a manager does at its start. */
export function restMapper(api: ControllerApi, signal: AbortSignal): RestMapper {
  const known = new Map<string, ServedResource>();
  const preferred = new Map<string, ServedResource>();
  /** One at a time: whoever comes meanwhile finds what the first one learnt. */
  let discovery: Promise<void> | undefined;
  let discovered = false;

  return {
    async mappingOf(apiVersion, kind) {
      const key = `${apiVersion} ${kind}`;
      if (known.has(key)) return known.get(key) as ServedResource;
      if (!discovered) {
        await discoverAll();
        if (known.has(key)) return known.get(key) as ServedResource;
        const isServed = [...known.values()].some((each) => each.apiVersion === apiVersion);
        if (!isServed) throw new NoMatchError(neverServed(apiVersion));
      }
      learn(await api.discoverVersion(apiVersion, signal));
      const found = known.get(key);
      if (found) return found;
      throw new NoMatchError(`no matches for kind "${kind}" in version "${apiVersion}"`);
    },
    async preferredOf(group, kind) {
      const key = `${group} ${kind}`;
      if (!preferred.has(key)) await discoverAll();
      const found = preferred.get(key);
      if (found) return found;
      throw new NoMatchError(`no matches for kind "${kind}" in group "${group}"`);
    },
  };

  async function discoverAll(): Promise<void> {
    discovery ??= api
      .discover(signal)
      .then(learn)
      .then(() => {
        discovered = true;
      })
      .finally(() => {
        discovery = undefined;
      });
    await discovery;
  }

  function learn(resources: ServedResource[]): void {
    for (const resource of resources) {
      const { group, apiVersion, kind } = resource;
      known.set(`${apiVersion} ${kind}`, resource);
      const key = `${group} ${kind}`;
      if (resource.preferred && !preferred.has(key)) preferred.set(key, resource);
    }
  }
}

/** Nothing served has this kind. */
export class NoMatchError extends Error {
  override readonly name = "NoMatchError";
}

/** How it is said by whoever has just asked for everything. */
function neverServed(apiVersion: string): string {
  const failed = `${apiVersion}: no matches for ${apiVersion}, Resource=`;
  return `unable to retrieve the complete list of server APIs: ${failed}`;
}
