import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { providePart } from "../../../harness/subjects/cache/store.ts";
import { buildWithGo } from "../../../harness/subjects/go/build.ts";
import { fillIn } from "../../../harness/subjects/provision.ts";
import { giteaRecipe } from "../../../harness/subjects/recipe.ts";
import type { BuiltImage } from "../built-image.ts";
import {
  type KeptArchive,
  provideArchive,
  unpackArchive,
  type Workshop,
} from "../cached-archive.ts";
import { provideDebianBase } from "../debian-base.ts";
import { layOutImage } from "../image-archive.ts";
import { runInside } from "../inside.ts";
import { recipeKey } from "../recipe-key.ts";
import { copyReleaseFiles, releaseFolder } from "../release-files.ts";
import { checkGitea } from "./check-gitea.ts";

/** A name that no registry has, so that nobody pulls something else by mistake. */
export const giteaImage = `fluxproof.local/gitea:${giteaRecipe.version}`;

const packages = ["bash", "ca-certificates", "curl", "dumb-init", "gettext-base", "git"];

/** As the project's own Dockerfile.rootless has it: users of that image find all in its place here. */
const config = {
  User: "1000:1000",
  WorkingDir: "/var/lib/gitea",
  Entrypoint: ["/usr/bin/dumb-init", "--", "/usr/local/bin/docker-entrypoint.sh"],
  ExposedPorts: { "2222/tcp": {}, "3000/tcp": {} },
  Volumes: { "/var/lib/gitea": {}, "/etc/gitea": {} },
  Env: [
    "GITEA_WORK_DIR=/var/lib/gitea",
    "GITEA_CUSTOM=/var/lib/gitea/custom",
    "GITEA_TEMP=/tmp/gitea",
    "TMPDIR=/tmp/gitea",
    "GITEA_APP_INI=/etc/gitea/app.ini",
    "HOME=/var/lib/gitea/git",
    // The official binary carries what here lies beside it.
    "GITEA__server__STATIC_ROOT_PATH=/app/gitea",
  ],
};

const account = [
  "groupadd --system --gid 1000 git",
  "useradd --system --uid 1000 --gid git --home-dir /var/lib/gitea/git --shell /bin/bash git",
  "install --directory --owner git --group git /var/lib/gitea /etc/gitea",
].join(" && ");

/** Gitea with SQLite, its web pages without scripts and styles, which Node would have to build. */
export async function giteaImageRecipe(): Promise<BuiltImage> {
  const key = await recipeKey({
    text: [giteaImage, JSON.stringify(giteaRecipe), ...packages],
    paths: [import.meta.dirname],
  });
  return {
    name: "gitea",
    tag: giteaImage,
    key,
    build: (workshop) => build(key, workshop),
    check: () => checkGitea(giteaImage, giteaRecipe.version),
  };
}

async function build(key: string, workshop: Workshop): Promise<KeptArchive> {
  return await provideArchive(
    {
      name: "gitea",
      key,
      async make(work, update) {
        const base = await provideDebianBase("gitea-base", packages, workshop);
        const { binaries } = await providePart(giteaRecipe, fillIn(workshop), buildWithGo);
        const root = join(work, "root");
        update("unpacking Debian");
        await unpackArchive(base.file, root);
        update("copying Gitea");
        const release = await releaseFolder(giteaRecipe);
        await copyReleaseFiles({
          from: join(release, "docker/rootless"),
          to: root,
          executables: ["usr/local/bin"],
        });
        const app = join(root, "app/gitea");
        await mkdir(app, { recursive: true });
        await copyFile(binaries.gitea ?? "", join(app, "gitea"));
        for (const folder of ["options", "public", "templates"]) {
          await copyReleaseFiles({ from: join(release, folder), to: join(app, folder) });
        }
        await runInside(root, ["sh", "-c", account]);
        update("packing its files");
        const image = join(work, "image");
        const labels = { Labels: { "fluxproof.recipe": key } };
        await layOutImage({
          root,
          tags: [giteaImage],
          config: { ...config, ...labels },
          into: image,
        });
        return image;
      },
    },
    workshop,
  );
}
