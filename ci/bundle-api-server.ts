import { globSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { build, type Plugin } from "esbuild";

const root = join(import.meta.dirname, "..");

/**
 * Writes `kube-apiserver.cjs` into a folder: the API simulator in one file, for loading hundreds of them
 * is most of what a start takes. Next to it, where that file looks for it, lies the data it reads.
 */
export async function bundleApiServer(folder: string): Promise<void> {
  await build({
    entryPoints: [join(root, "simulators/kube/server/main.ts")],
    outfile: join(folder, "kube-apiserver.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node24",
    packages: "external",
    // Names stay as they are written, for the sake of stack traces.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename);' },
    logLevel: "warning",
    plugins: [inPlace],
  });
  for (const file of globSync("simulators/**/data/*.ndjson", { cwd: root })) {
    const copy = join(folder, file);
    await mkdir(dirname(copy), { recursive: true });
    await writeFile(copy, inAscii(await readFile(join(root, file), "utf8")));
  }
}

/** One letter beyond Latin makes every letter of a text take two bytes, for as long as any part of it is in use. */
function inAscii(text: string): string {
  return text.replace(
    /[^\0-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Files that are found from where a module lies are found from where it lay. */
const inPlace: Plugin = {
  name: "in-place",
  setup({ onLoad }) {
    onLoad({ filter: /simulators\/.*\.ts$/ }, async ({ path }) => {
      const place = JSON.stringify(relative(root, path));
      const contents = inAscii(await readFile(path, "utf8")).replaceAll(
        "import.meta.url",
        `new URL(${place}, bundleUrl).href`,
      );
      return { contents, loader: "ts" };
    });
  },
};

if (import.meta.main) await bundleApiServer(join(root, "dist"));
