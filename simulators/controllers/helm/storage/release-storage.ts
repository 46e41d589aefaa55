import { type ApiObject, type ControllerApi, isNotFound } from "../../runtime/controller-api.ts";
import type { ControllerProcess } from "../../runtime/controller-process.ts";
import { decodeRelease, encodeRelease, type Release } from "./release.ts";

/** Where Helm keeps its releases: Secrets of a namespace. */
export interface ReleaseStorage {
  /** Of a name, newest first. */
  history(name: string): Promise<Release[]>;
  deployed(name: string): Promise<Release[]>;
  get(name: string, version: number): Promise<Release | undefined>;
  /** @param maxHistory makes room before; 0 for as many as there may be. */
  create(release: Release, maxHistory: number): Promise<void>;
  update(release: Release): Promise<void>;
  delete(release: Release): Promise<void>;
}

/** @param observe told of every write, once it was made. */
export function releaseStorage(
  { clock, signal, has }: ControllerProcess,
  api: ControllerApi,
  namespace: string,
  observe: (release: Release) => void = () => {},
): ReleaseStorage {
  const secrets = { apiVersion: "v1", resource: "secrets", namespace };
  const seconds = () => String(Math.floor(clock.epochMs() / 1000));
  const path = (name: string, version: number) => ({ ...secrets, name: keyOf(name, version) });

  async function query(labels: Record<string, string>): Promise<Release[]> {
    const labelSelector = Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(",");
    const { items } = await api.list(secrets, { labelSelector, signal });
    return items.map(releaseIn).sort((a, b) => b.version - a.version);
  }

  const storage: ReleaseStorage = {
    history: (name) => query({ name, owner: "helm" }),
    deployed: (name) => query({ name, owner: "helm", status: "deployed" }),
    async get(name, version) {
      try {
        return releaseIn(await api.get(path(name, version), { signal }));
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    async create(release, maxHistory) {
      if (maxHistory > 0 && !has("release-history-never-trimmed")) {
        await removeOldest(release.name, maxHistory - 1);
      }
      await api.create(secrets, secretOf(release, { createdAt: seconds() }), { signal });
      observe(release);
    },
    async update(release) {
      const secret = secretOf(release, { modifiedAt: seconds() });
      await api.update(path(release.name, release.version), secret, { signal });
      observe(release);
    },
    async delete({ name, version }) {
      const found = await storage.get(name, version);
      if (!found) return;
      await api.delete(path(name, version), { signal });
      observe(found);
    },
  };
  return storage;

  /** The last one deployed stays, however old. */
  async function removeOldest(name: string, keep: number): Promise<void> {
    const history = await storage.history(name);
    if (history.length <= keep) return;
    const [deployed] = await storage.deployed(name);
    const oldest = history.toReversed().filter(({ version }) => version !== deployed?.version);
    for (const release of oldest.slice(0, history.length - keep)) await storage.delete(release);
  }
}

function keyOf(name: string, version: number): string {
  return `sh.helm.release.v1.${name}.v${version}`;
}

function releaseIn({ data }: ApiObject): Release {
  return decodeRelease((data as { release: string }).release);
}

function secretOf(release: Release, time: Record<string, string>): object {
  const { name, version, info } = release;
  return {
    ...{ apiVersion: "v1", kind: "Secret", type: "helm.sh/release.v1" },
    metadata: {
      name: keyOf(name, version),
      labels: { ...time, name, owner: "helm", status: info.status, version: String(version) },
    },
    data: { release: encodeRelease(release) },
  };
}
