import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The modules of the reference version in Go's module cache, by the paths that imports use. */
export interface ModuleCache {
  pathOf(imported: string): string;
  /** Folders, as imports name them, that have a `generated.proto` of the API. */
  foldersWithProtos(): string[];
  /** `apps/v1`, `/v1` for the core group. */
  servedGroupVersions(): Set<string>;
}

const versions: Record<string, string> = {
  "k8s.io/api": "v0.34.4",
  "k8s.io/apimachinery": "v0.34.4",
  "k8s.io/apiextensions-apiserver": "v0.34.4",
  "k8s.io/kube-aggregator": "v0.34.4",
  "k8s.io/kubernetes": "v1.34.4",
};

export function moduleCache(folder: string): ModuleCache {
  const pathOf = (imported: string) => {
    const [host = "", name = "", ...rest] = imported.split("/");
    const module = `${host}/${name}`;
    return join(folder, `${module}@${versions[module]}`, ...rest);
  };
  return {
    pathOf,
    foldersWithProtos: () =>
      Object.keys(versions).flatMap((module) =>
        globSync("**/generated.proto", { cwd: pathOf(module) })
          .map((file) => `${module}/${file.replace(/\/generated\.proto$/, "")}`)
          // Registers the kinds of a test alone.
          .filter((found) => !found.includes("testapigroup"))
          .sort(),
      ),
    servedGroupVersions() {
      const swagger = pathOf("k8s.io/kubernetes/api/openapi-spec/swagger.json");
      const paths = Object.keys(JSON.parse(readFileSync(swagger, "utf8")).paths);
      const served = paths.flatMap((path) => {
        const [, group, version] = /^\/api(?:s\/([^/]+))?\/(v[^/]+)\/./.exec(path) ?? [];
        return version === undefined ? [] : [`${group ?? ""}/${version}`];
      });
      // Discovery in one document has kinds and no path of its own.
      return new Set([...served, "apidiscovery.k8s.io/v2", "apidiscovery.k8s.io/v2beta1"]);
    },
  };
}
