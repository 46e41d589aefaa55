import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CapacityPlan } from "../core/capacity.ts";
import type { KubeObject } from "../core/json.ts";
import type { SubjectInfo } from "../core/run.ts";
import { readManifest } from "../environments/in-cluster/manifest.ts";
import type { ProvisionOptions } from "../subjects/context.ts";
import { fluxImages } from "../subjects/image/image-request.ts";
import { provisionManifests } from "../subjects/manifests.ts";
import { renderManifests } from "./render-manifests.ts";

/** Folder within that of the answer: the name it is to have as a component. */
const folder = "capacity";

/**
 * Writes what makes a release's installation that of the plan.
 * @returns where it is, and all objects as they will be
 * @throws UsageError where the subject's controllers have no manifests: a model, a folder without versions
 */
export async function writeManifests(request: {
  plan: CapacityPlan;
  subject: SubjectInfo;
  dir: string;
  options: ProvisionOptions;
}): Promise<{ manifests: NonNullable<CapacityPlan["manifests"]>; objects: KubeObject[] }> {
  const { plan, subject, dir, options } = request;
  const planned = subject.controllers.filter((part) =>
    plan.controllers.some(({ name }) => name === part.name),
  );
  const files = await provisionManifests(planned, options);
  const manifests = Object.fromEntries(
    await Promise.all(
      Object.entries(files).map(
        async ([name, paths]) => [name, await readManifest(paths)] as const,
      ),
    ),
  );
  const images = Object.fromEntries(
    planned.map(({ name, version, image }) => [name, image ?? `${fluxImages}/${name}:v${version}`]),
  );
  const rendered = renderManifests({ plan, manifests, images });
  const place = join(dir, folder);
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  for (const [name, text] of Object.entries(rendered.files))
    await writeFile(join(place, name), text);
  return {
    manifests: { dir: folder, files: Object.keys(rendered.files).sort() },
    objects: rendered.objects,
  };
}
