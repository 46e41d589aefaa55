import { UnsupportedError } from "../../core/failure.ts";
import type { Container, PodSpec } from "./manifest.ts";

interface Volume {
  name: string;
  [source: string]: unknown;
}

/** Where controllers write temporary files, for no `TMPDIR` is set. */
const temporaryPath = "/tmp";

/** As Flux's documents on vertical scaling have in-memory builds. */
export const emptyDirInMemory = { medium: "Memory" };

/**
 * Which of a Pod's volumes holds the temporary files of its controller.
 * @throws UnsupportedError for a controller without any
 */
export function temporaryVolumeIndex(spec: Pick<PodSpec, "containers" | "volumes">): number {
  const [manager] = spec.containers;
  const volumes = (spec.volumes ?? []) as Volume[];
  const index = volumes.findIndex(({ name }) => name === mountedThere(manager));
  if (index >= 0) return index;
  const why = `its Deployment mounts no volume at ${temporaryPath}`;
  throw new UnsupportedError(`temporary files of ${manager?.image} in memory`, why);
}

/** The Pod's volumes, the one of temporary files in memory. */
export function withTemporaryFilesInMemory(spec: PodSpec): object[] {
  const index = temporaryVolumeIndex(spec);
  return (spec.volumes ?? []).map((volume, at) =>
    at === index ? { name: (volume as Volume).name, emptyDir: emptyDirInMemory } : volume,
  );
}

function mountedThere(manager: Container | undefined): string | undefined {
  const mounts = (manager?.volumeMounts ?? []) as { name: string; mountPath: string }[];
  return mounts.find(({ mountPath }) => mountPath === temporaryPath)?.name;
}
