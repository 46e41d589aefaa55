import type { ServedResource } from "../../client/discover.ts";
import type { KubeClient } from "../../client/kube-client.ts";

/** Which resource a kind is served as. */
export interface Kinds {
  /** Asks the server anew when it doesn't know the kind. @throws when the server doesn't either. */
  find(apiVersion: string, kind: string): Promise<ServedResource>;
  /** All resources served now. */
  refresh(): Promise<ServedResource[]>;
}

export function kinds(client: KubeClient): Kinds {
  const known = new Map<string, ServedResource>();
  let refreshing: Promise<ServedResource[]> | undefined;

  const refresh = () => {
    refreshing ??= client
      .discover()
      .then((resources) => {
        known.clear();
        for (const each of resources) known.set(`${each.apiVersion}/${each.kind}`, each);
        return resources;
      })
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  };

  return {
    refresh,
    async find(apiVersion, kind) {
      const key = `${apiVersion}/${kind}`;
      if (!known.has(key)) await refresh();
      const found = known.get(key);
      if (!found) throw new Error(`no resource of kind ${kind} is served at ${apiVersion}`);
      return found;
    },
  };
}
