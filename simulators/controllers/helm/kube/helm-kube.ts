import { type ControllerApi, isNotFound } from "../../runtime/controller-api.ts";
import type { ControllerProcess } from "../../runtime/controller-process.ts";
import { type RestMapper, restMapper } from "../../runtime/rest-mapper.ts";
import { describe } from "../../runtime/start-controller.ts";
import { readManifest } from "../render/manifests.ts";
import type { HelmLog } from "./helm-log.ts";
import { isSame, locate, type Resource } from "./resources.ts";
import { threeWayPatch } from "./three-way-patch.ts";

/** Helm's own way to the cluster: objects are created, patched against their former manifest, deleted. */
export interface HelmKube {
  api: ControllerApi;
  process: ControllerProcess;
  log: HelmLog;
  /** Asks the server for its version and kinds, as each action does. */
  discover(): Promise<void>;
  build(manifest: string): Promise<Resource[]>;
  /** Those that are in the cluster already. */
  existing(resources: readonly Resource[]): Promise<Resource[]>;
  create(resources: readonly Resource[]): Promise<void>;
  /** Brings the cluster from one manifest's objects to another's. */
  update(original: readonly Resource[], target: readonly Resource[]): Promise<UpdateCounts>;
  delete(resources: readonly Resource[]): Promise<void>;
}

export interface UpdateCounts {
  created: number;
  updated: number;
  deleted: number;
}

/** Discovery by Helm and by its client, beside that of the mapper: requests that a trace shows. */
const discoveries = 2;
const fieldManager = "helm-controller";

export function helmKube(
  process: ControllerProcess,
  api: ControllerApi,
  namespace: string,
  log: HelmLog,
): HelmKube {
  const { signal } = process;
  const mapper: RestMapper = restMapper(api, signal);
  const where = { fieldManager, signal };
  let asked = false;

  const kube: HelmKube = {
    ...{ api, process, log },
    async discover() {
      if (asked) return;
      asked = true;
      for (let times = 0; times < discoveries; times += 1) await api.discover(signal);
    },
    async build(manifest) {
      const resources: Resource[] = [];
      for (const object of readManifest(manifest)) {
        resources.push(await locate(mapper, object, namespace));
      }
      return resources;
    },
    async existing(resources) {
      const found: Resource[] = [];
      for (const resource of resources) {
        try {
          await api.get(resource.path, { signal });
          found.push(resource);
        } catch (error) {
          if (isNotFound(error)) continue;
          const { kind, metadata } = resource.object;
          const what = `${kind} "${metadata.name}" in namespace "${resource.path.namespace ?? ""}"`;
          throw new Error(
            `could not get information about the resource ${what}: ${describe(error)}`,
          );
        }
      }
      return found;
    },
    async create(resources) {
      log.write(`creating ${resources.length} resource(s)`);
      const failures: string[] = [];
      for (const { object, path } of resources) {
        const { name: _, ...collection } = path;
        await api
          .create(collection, object, where)
          .catch((error) => failures.push(describe(error)));
      }
      if (failures.length > 0) throw new Error(joined(failures));
    },
    async update(original, target) {
      log.write(`checking ${target.length} resources for changes`);
      const counts = { created: 0, updated: 0, deleted: 0 };
      const failures: string[] = [];
      for (const resource of target) {
        const before = original.find((each) => isSame(each, resource));
        const isNew = await updateOne(resource, before, failures);
        if (isNew) counts.created += 1;
        else counts.updated += 1;
      }
      if (failures.length > 0) throw new Error(failures.join(" && "));
      for (const gone of original.filter((each) => !target.some((one) => isSame(one, each)))) {
        if (await deleteOne(gone)) counts.deleted += 1;
      }
      return counts;
    },
    async delete(resources) {
      for (const { path } of resources) {
        try {
          await api.delete(path, { propagationPolicy: "Background", signal });
        } catch (error) {
          if (!isNotFound(error)) throw error;
        }
      }
    },
  };
  return kube;

  /** Whether it had to be created. */
  async function updateOne(
    { object, path }: Resource,
    before: Resource | undefined,
    failures: string[],
  ): Promise<boolean> {
    const { kind, metadata } = object;
    try {
      await api.get(path, { signal });
    } catch (error) {
      if (!isNotFound(error)) {
        throw new Error(`could not get information about the resource: ${describe(error)}`);
      }
      const { name: _, ...collection } = path;
      await api.create(collection, object, where).catch((failure) => {
        throw new Error(`failed to create resource: ${describe(failure)}`);
      });
      log.write(`Created a new ${kind} called "${metadata.name}" in ${path.namespace ?? ""}\n`);
      return true;
    }
    if (!before) throw new Error(`no ${kind} with the name "${metadata.name}" found`);
    const live = await api.get(path, { signal });
    const patch = threeWayPatch(before.object, object, live);
    if (!patch) {
      log.write(`Looks like there are no changes for ${kind} "${metadata.name}"`);
      await api.get(path, { signal });
      return false;
    }
    log.write(`Patch ${kind} "${metadata.name}" in namespace ${path.namespace ?? ""}`);
    await api.patch(path, { type: "merge", patch }, where).catch((error) => {
      const because = `cannot patch "${metadata.name}" with kind ${kind}: ${describe(error)}`;
      log.write(`error updating the resource "${metadata.name}":\n\t ${because}`);
      failures.push(because);
    });
    return false;
  }

  async function deleteOne({ object, path }: Resource): Promise<boolean> {
    const { kind, metadata } = object;
    log.write(`Deleting ${kind} "${metadata.name}" in namespace ${path.namespace ?? ""}...`);
    try {
      const live = await api.get(path, { signal });
      if (live.metadata.annotations?.["helm.sh/resource-policy"] === "keep") return false;
      await api.delete(path, { propagationPolicy: "Background", signal });
      return true;
    } catch (error) {
      log.write(`Failed to delete "${metadata.name}", err: ${describe(error)}`);
      return false;
    }
  }
}

function joined(failures: readonly string[]): string {
  const [count, noun] = [failures.length, failures.length > 1 ? "errors" : "error"];
  return `${count} ${noun} occurred:\n\t${failures.map((each) => `* ${each}`).join("\n\t")}\n\n`;
}
