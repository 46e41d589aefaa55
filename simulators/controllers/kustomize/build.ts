import { createHash } from "node:crypto";
import type { ApiObject } from "../runtime/controller-api.ts";
import { generateKustomization } from "./build/kustomization-file.ts";
import { gvkText, kustomizeBuild } from "./build/kustomize-build.ts";
import type { SourceTree } from "./build/source-tree.ts";
import { substitute } from "./build/substitute.ts";
import type { Turn } from "./context.ts";
import { failingAs } from "./reconcile-failure.ts";

export interface Built {
  objects: ApiObject[];
  /** Of what was built, for the history. */
  digest: string;
}

/** Builds the manifests of a folder of the artifact. */
export async function build(turn: Turn, tree: SourceTree, folder: string): Promise<Built> {
  const { context, spec, draft } = turn;
  const { process } = context;
  const file = await failingAs("BuildFailed", () => generateKustomization(tree, folder, spec));
  const built = await failingAs(
    "BuildFailed",
    () =>
      context.build(async () => {
        const objects = kustomizeBuild(tree, folder, file);
        await process.work("kustomize.build", objects.length);
        return objects;
      }),
    (message) => `kustomize build failed: ${message}`,
  );
  const objects = [];
  const { namespace = "" } = draft.object.metadata;
  for (const object of built) {
    await failingAs("BuildFailed", () => refuseUnnamed(object));
    const substituted = spec.postBuild
      ? await failingAs(
          "BuildFailed",
          () => substitute(object, { spec, namespace, process }),
          (message) =>
            `post build failed for '${gvkText(object)}/${object.metadata.name}': ${message}`,
        )
      : object;
    objects.push(substituted);
  }
  const digest = createHash("sha256").update(canonical(objects)).digest("hex");
  return { objects: objects.filter(isApplied), digest: `sha256:${digest}` };
}

function refuseUnnamed(object: ApiObject): void {
  if (object.apiVersion && object.kind && object.metadata?.name) return;
  const what = canonical(object);
  throw new Error(`failed to decode Kubernetes apiVersion, kind and name from: ${what}`);
}

/** Files for kustomize itself are no objects of the cluster. */
function isApplied({ apiVersion, kind }: ApiObject): boolean {
  return kind !== "Kustomization" || !apiVersion.startsWith("kustomize.config.k8s.io/");
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
