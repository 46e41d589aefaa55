import type { Docker } from "../environments/kind/docker.ts";
import type { Examination } from "../environments/local/doctor.ts";
import { giteaRecipe } from "../subjects/recipe.ts";

const build = 'in a checkout of fluxproof, "npm run images" builds it where nothing can be pulled';

export async function examineNodeImage(
  docker: Docker,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Examination> {
  const what = "node image";
  const named = env.FLUXPROOF_NODE_IMAGE;
  if (named) {
    if (await hasImage(docker, named, signal)) return { what, ok: true, detail: named };
    const detail = `${named} (FLUXPROOF_NODE_IMAGE) is not in Docker`;
    return { what, ok: false, detail, mend: `docker pull ${named}; ${build}` };
  }
  const [pulled] = await listImages(docker, "kindest/node", signal);
  if (pulled)
    return { what, ok: true, detail: `${pulled}; kind pulls its default where it differs` };
  const [local] = await listImages(docker, "fluxproof.local/node", signal);
  const mend = local
    ? `to use ${local}, which is: export FLUXPROOF_NODE_IMAGE=${local}`
    : `nothing to do where kind can pull its default; ${build}`;
  return { what, ok: false, detail: "kind's own is not in Docker yet", mend };
}

export async function examineGiteaImage(docker: Docker, signal: AbortSignal): Promise<Examination> {
  const what = "Gitea image";
  const official = `gitea/gitea:${giteaRecipe.version}-rootless`;
  for (const image of [`fluxproof.local/gitea:${giteaRecipe.version}`, official]) {
    if (await hasImage(docker, image, signal)) return { what, ok: true, detail: image };
  }
  const mend = `docker pull ${official}; ${build}`;
  return { what, ok: false, detail: `${official} is not in Docker yet`, mend };
}

async function hasImage(docker: Docker, image: string, signal: AbortSignal): Promise<boolean> {
  return await docker.run(["image", "inspect", "--format", "{{.Id}}", image], { signal }).then(
    () => true,
    () => false,
  );
}

async function listImages(docker: Docker, name: string, signal: AbortSignal): Promise<string[]> {
  const format = ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}", name];
  const text = await docker.run(format, { signal }).catch(() => "");
  return text.split("\n").filter((line) => line && !line.endsWith(":<none>"));
}
