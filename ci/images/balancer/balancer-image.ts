import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { HarnessError } from "../../../harness/core/failure.ts";
import {
  balancerImageOf,
  standInLabel,
} from "../../../harness/environments/kind/balancer-image.ts";
import { kindRecipe } from "../../../harness/subjects/recipe.ts";
import type { BuiltImage } from "../built-image.ts";
import {
  type KeptArchive,
  provideArchive,
  unpackArchive,
  type Workshop,
} from "../cached-archive.ts";
import { provideDebianBase } from "../debian-base.ts";
import { layOutImage } from "../image-archive.ts";
import { recipeKey } from "../recipe-key.ts";
import { releaseFolder } from "../release-files.ts";
import { checkBalancer } from "./check-balancer.ts";

/** kind has no option that names another. */
export const balancerImage = balancerImageOf(kindRecipe.version) ?? "";

const standsInFor =
  "HAProxy in Envoy's place, a stand-in built by fluxproof for kind's load balancer alone";

const packages = ["haproxy"];
const files = join(import.meta.dirname, "files");

/**
 * What kind puts before several control planes. Neither Debian nor Go's modules have Envoy, whose name it bears:
 * an `envoy` in it has HAProxy do what kind's configuration of Envoy says.
 */
export async function balancerImageRecipe(): Promise<BuiltImage> {
  const key = await recipeKey({
    text: [balancerImage, kindRecipe.version, standsInFor, ...packages],
    paths: [import.meta.dirname],
  });
  return {
    name: "balancer",
    tag: balancerImage,
    key,
    standsIn: true,
    build: (workshop) => build(key, workshop),
    check: () => checkBalancer(balancerImage),
  };
}

async function build(key: string, workshop: Workshop): Promise<KeptArchive> {
  return await provideArchive(
    {
      name: "balancer",
      key,
      async make(work, update) {
        await requireKindsName();
        const base = await provideDebianBase("balancer-base", packages, workshop);
        const root = join(work, "root");
        update("unpacking Debian");
        await unpackArchive(base.file, root);
        await cp(files, root, { recursive: true });
        update("packing its files");
        const image = join(work, "image");
        const labels = { "fluxproof.recipe": key, [standInLabel]: standsInFor };
        await layOutImage({
          root,
          tags: [balancerImage],
          config: { Labels: labels },
          into: image,
        });
        return image;
      },
    },
    workshop,
  );
}

/** @throws HarnessError where kind's own sources name another image. */
async function requireKindsName(): Promise<void> {
  const file = join(await releaseFolder(kindRecipe), "pkg/cluster/internal/loadbalancer/const.go");
  if ((await readFile(file, "utf8")).includes(`"docker.io/${balancerImage}"`)) return;
  throw new HarnessError(
    `kind ${kindRecipe.version} asks for another image than ${balancerImage}: ${file} says for which`,
  );
}
