import { providePart } from "../../../harness/subjects/cache/store.ts";
import { buildWithGo } from "../../../harness/subjects/go/build.ts";
import { fillIn } from "../../../harness/subjects/provision.ts";
import {
  etcdRecipe,
  kubernetesNodeRecipe,
  kubernetesRecipe,
} from "../../../harness/subjects/recipe.ts";
import type { Workshop } from "../cached-archive.ts";
import { buildGoProgram } from "../go-program.ts";
import { corednsRecipe } from "./coredns.ts";
import { crictlRecipe } from "./crictl.ts";

/** All programs that a node and its control plane run, beside Debian's. */
export interface NodeParts {
  /** Kubernetes' version. */
  version: string;
  /** Files by the programs' names. */
  binaries: Record<string, string>;
}

const recipes = [kubernetesRecipe, kubernetesNodeRecipe, etcdRecipe, corednsRecipe, crictlRecipe];

export async function provideNodeParts(workshop: Workshop): Promise<NodeParts> {
  const { cacheDir } = workshop;
  const binaries: Record<string, string> = {
    pause: await buildGoProgram("pause", cacheDir),
    "runc-within-limits": await buildGoProgram("runtime", cacheDir),
  };
  for (const recipe of recipes) {
    Object.assign(binaries, (await providePart(recipe, fillIn(workshop), buildWithGo)).binaries);
  }
  return { version: kubernetesRecipe.version, binaries };
}
