import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UsageError } from "../../core/failure.ts";
import { platform } from "../recipe.ts";
import type { KeptLayer } from "./layer-reader.ts";
import { takeBinary } from "./take-binary.ts";
import { elf, type LayerEntry, ownMachine, tarWith } from "./testing/make-image.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-layers-"));
});
afterEach(() => rm(dir, { recursive: true }));

const controller = "source-controller";
const usual = `/usr/local/bin/${controller}`;
const program = (text: string, path = usual.slice(1)): LayerEntry => ({ path, text: elf(text) });

/** Takes the controller out of layers, the lowest first; resolves to what the binary says after its header. */
async function take(
  layers: LayerEntry[][],
  config: { Entrypoint?: string[]; Cmd?: string[]; Env?: string[] } = { Entrypoint: [usual] },
): Promise<string> {
  const file = join(dir, controller);
  await takeBinary({
    ...{ program: controller, label: "the image", file },
    config: { os: "linux", architecture: platform().arch, config },
    layers: await Promise.all(layers.map(keep)),
  });
  expect((await stat(file)).mode & 0o777).toBe(0o755);
  return (await readFile(file)).subarray(elf("").length).toString();
}

async function keep(entries: LayerEntry[]): Promise<KeptLayer> {
  const bytes = gzipSync(await tarWith(entries));
  const hex = createHash("sha256").update(bytes).digest("hex");
  const file = join(dir, hex);
  await writeFile(file, bytes);
  const mediaType = "application/vnd.oci.image.layer.v1.tar+gzip";
  return { digest: `sha256:${hex}`, sizeBytes: bytes.length, file, mediaType };
}

describe("a controller's binary in the layers of an image", () => {
  test.each<[string, { Entrypoint?: string[]; Cmd?: string[]; Env?: string[] }, string]>([
    ["by the entrypoint's path", { Entrypoint: [`/opt/${controller}`] }, "opt"],
    ["by PATH", { Entrypoint: [controller], Env: ["A=b", "PATH=/nowhere:/opt:/bin"] }, "opt"],
    ["behind tini", { Entrypoint: ["/sbin/tini", "--", controller], Env: ["PATH=/opt"] }, "opt"],
    ["by the command", { Cmd: [`/opt/${controller}`, "--help"] }, "opt"],
    ["where Flux puts it", { Entrypoint: ["/start.sh"] }, "usual"],
    ["where Flux puts it, without PATH", { Entrypoint: [controller] }, "usual"],
  ])("is found %s", async (_, config, expected) => {
    const layer = [
      program("usual"),
      program("opt", `opt/${controller}`),
      program("tini", "sbin/tini"),
    ];
    expect(await take([layer], config)).toBe(expected);
  });

  test.each<[string, LayerEntry[][], string]>([
    ["the upper layer's wins", [[program("old")], [program("new")]], "new"],
    ["names may begin with ./ or /", [[program("dot", `.${usual}`)]], "dot"],
    [
      "a file that was removed and put back",
      [[program("1")], [{ path: `usr/local/bin/.wh.${controller}`, text: "" }], [program("2")]],
      "2",
    ],
    [
      "a whiteout speaks of lower layers only",
      [[program("1")], [program("2"), { path: `usr/local/bin/.wh.${controller}`, text: "" }]],
      "2",
    ],
    [
      "an opaque folder hides what lay in it, not what comes with it",
      [[program("1")], [program("2"), { path: "usr/local/bin/.wh..wh..opq", text: "" }]],
      "2",
    ],
    [
      "symbolic links of folders and of files are followed",
      [
        [{ path: "usr/local/bin", type: "symlink", linkname: "../../bin" }],
        [{ path: `bin/${controller}`, type: "symlink", linkname: `/apps/flux/${controller}-1.7` }],
        [program("linked", `apps/flux/${controller}-1.7`)],
      ],
      "linked",
    ],
    [
      "hard links count from the root",
      [[program("hard", "apps/x"), { path: usual.slice(1), type: "link", linkname: "apps/x" }]],
      "hard",
    ],
  ])("%s", async (_, layers, expected) => {
    expect(await take(layers)).toBe(expected);
  });

  test.each<[string, LayerEntry[][]]>([
    ["none at all", [[program("x", "bin/other")]]],
    ["removed", [[program("1")], [{ path: `usr/local/bin/.wh.${controller}`, text: "" }]]],
    ["its folder removed", [[program("1")], [{ path: "usr/.wh.local", text: "" }]]],
    ["all removed", [[program("1")], [{ path: ".wh..wh..opq", text: "" }]]],
    ["hidden by a file", [[program("1")], [{ path: "usr/local", text: "a file" }]]],
    ["a folder of the name", [[{ path: usual.slice(1), type: "directory" }]]],
    ["a circle of links", [[{ path: usual.slice(1), type: "symlink", linkname: controller }]]],
    [
      "a link out of the image",
      [[{ path: usual.slice(1), type: "symlink", linkname: "../../../../etc/passwd" }]],
    ],
  ])("refuses an image with %s", async (_, layers) => {
    await expect(take(layers)).rejects.toThrow(UsageError);
    await expect(take(layers)).rejects.toThrow(
      `the image: expected an image of source-controller, but it has no file ${usual}; it runs ["${usual}"]`,
    );
  });

  test.each([
    ["a script", Buffer.from("#!/bin/sh\n"), /not a program of 64 bits in ELF form/],
    ["an empty file", Buffer.of(), /ELF/],
    ["another processor's", elf("", { machine: 40 }), /another processor/],
    [
      "a dynamic binary",
      elf("", { machine: ownMachine(), interpreter: true }),
      /can't be taken out of the image .*linked dynamically/,
    ],
  ])("refuses %s", async (_, text, message) => {
    await expect(take([[{ path: usual.slice(1), text }]])).rejects.toThrow(message);
  });
});
