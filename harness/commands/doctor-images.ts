import type { Docker } from "../environments/kind/docker.ts";
import type { Examination } from "../environments/local/doctor.ts";
import { giteaRecipe } from "../subjects/recipe.ts";

/** An image that is pulled when it is first needed, or built where nothing can be pulled. */
interface NeededImage {
  what: string;
  /** Names another one than usual. */
  variable: string;
  /** A repository, with a tag where only that will do. */
  usual: string;
  /** The repository of images that a checkout builds. */
  built: string;
}

const nodeImage: NeededImage = {
  what: "node image",
  variable: "FLUXPROOF_NODE_IMAGE",
  usual: "kindest/node",
  built: "fluxproof.local/node",
};

const giteaImage: NeededImage = {
  what: "Gitea image",
  variable: "FLUXPROOF_GITEA_IMAGE",
  usual: `gitea/gitea:${giteaRecipe.version}-rootless`,
  built: "fluxproof.local/gitea",
};

const build = 'in a checkout of fluxproof, "npm run images" builds it where nothing can be pulled';

/** Whether the images of nodes and of Gitea are in Docker. */
export async function examineImages(
  docker: Docker,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Examination[]> {
  const find = async (name: string) => {
    const format = ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}", name];
    const text = await docker.run(format, { signal }).catch(() => "");
    return text.split("\n").find((line) => line && !line.endsWith(":<none>"));
  };
  return await Promise.all(
    [nodeImage, giteaImage].map(async ({ what, variable, usual, built }) => {
      const named = env[variable];
      const wanted = named || usual;
      const there = await find(wanted);
      if (there) return { what, ok: true, detail: there };
      const detail = `${wanted}${named ? ` (${variable})` : ""} is not in Docker`;
      const local = named ? undefined : await find(built);
      const mend = local
        ? `to use ${local}, which is: export ${variable}=${local}`
        : `nothing to do where it can be pulled; ${build}`;
      return { what, ok: false, detail, mend };
    }),
  );
}
