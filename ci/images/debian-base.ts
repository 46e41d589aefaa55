import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type KeptArchive, provideArchive, type Workshop } from "./cached-archive.ts";
import { runApart } from "./inside.ts";
import { recipeKey } from "./recipe-key.ts";

/** Its containerd and runc still know version 1 of control groups, which newer releases don't. */
const suite = "bookworm";
const mirror = "http://deb.debian.org/debian";

/** The smallest Debian that holds some packages, as an archive of its root folder. */
export async function provideDebianBase(
  name: string,
  packages: string[],
  workshop: Workshop,
): Promise<KeptArchive> {
  const options = ["--variant=minbase", `--include=${packages.join(",")}`];
  return await provideArchive(
    {
      name,
      key: await recipeKey({ text: [suite, ...options] }),
      async make(work, update) {
        update(`debootstrap of ${packages.length} packages`);
        const root = join(work, "root");
        await runApart(["debootstrap", ...options, suite, root, mirror]);
        for (const needless of [
          "var/cache/apt",
          "var/lib/apt/lists",
          "usr/share/doc",
          "usr/share/man",
        ]) {
          await rm(join(root, needless), { recursive: true, force: true });
        }
        await rm(join(root, "usr/share/locale"), { recursive: true, force: true });
        return root;
      },
    },
    workshop,
  );
}
