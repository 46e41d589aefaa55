import { balancerImageOf, standInLabel } from "../environments/kind/balancer-image.ts";
import type { Docker } from "../environments/kind/docker.ts";
import type { Examination } from "../environments/local/doctor.ts";
import { giteaRecipe, kindRecipe } from "../subjects/recipe.ts";

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

const needless = "nothing to do where it can be pulled";
const build = 'in a checkout of fluxproof, "npm run images" builds it where nothing can be pulled';

/** Whether the images of nodes, of Gitea and of the load balancer are in Docker. */
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
  const examined = await Promise.all(
    [nodeImage, giteaImage].map(async ({ what, variable, usual, built }) => {
      const named = env[variable];
      const wanted = named || usual;
      const there = await find(wanted);
      if (there) return { what, ok: true, detail: there };
      const detail = `${wanted}${named ? ` (${variable})` : ""} is not in Docker`;
      const local = named ? undefined : await find(built);
      const mend = local
        ? `to use ${local}, which is: export ${variable}=${local}`
        : `${needless}; ${build}`;
      return { what, ok: false, detail, mend };
    }),
  );
  return [...examined, ...(await examineBalancer(docker, signal))];
}

/** What kind as it is built here puts before several control planes. */
async function examineBalancer(docker: Docker, signal: AbortSignal): Promise<Examination[]> {
  const image = balancerImageOf(kindRecipe.version);
  if (!image) return [];
  const what = "load balancer image";
  const format = `there {{index .Config.Labels "${standInLabel}"}}`;
  const text = await docker
    .run(["image", "inspect", "--format", format, image], { signal })
    .catch(() => "");
  const [there, ...words] = text.trim().split(" ");
  if (there) return [{ what, ok: true, detail: [image, ...words].join(" ") }];
  const mend = `only --control-planes above 1 wants it: ${needless}; in a checkout of fluxproof, "npm run images -- balancer" builds a stand-in where nothing can be pulled`;
  return [{ what, ok: false, detail: `${image} is not in Docker`, mend }];
}
