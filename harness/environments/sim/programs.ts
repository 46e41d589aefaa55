import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export type SimulatorProgram = "kube-apiserver" | "etcd";

/**
 * What Node is told to run a simulator that is a program of its own. Small spaces for young objects, with
 * a heap that grows little at a time as the server has it once it serves, halve what one with ten thousand
 * objects takes, and cost a few percent of CPU.
 */
export function programArguments(program: SimulatorProgram): string[] {
  if (program === "etcd") return [etcdFile()];
  return [...thrifty, fileURLToPath(new URL("bin/kube-apiserver.cjs", root()))];
}

const thrifty = ["--min-semi-space-size=2", "--max-semi-space-size=2"];

/**
 * Environment variables of the same. The optimizing compiler takes up to 30 MiB in pieces of 32 KiB, which
 * glibc's malloc keeps for the compiler's threads unless it maps each for itself.
 */
export const programVariables = { MALLOC_MMAP_THRESHOLD_: "32768" };

/** TypeScript in the checkout, JavaScript where the package is installed. */
function etcdFile(): string {
  const [source = "", compiled = ""] = ["ts", "js"].map((ending) =>
    fileURLToPath(new URL(`../../../simulators/kube/etcd/main.${ending}`, import.meta.url)),
  );
  return existsSync(source) ? source : compiled;
}

/** Of the package: this file's folder is three below it, or four in `dist`. */
function root(): URL {
  const [checkout, installed] = ["../../../", "../../../../"].map(
    (path) => new URL(path, import.meta.url),
  ) as [URL, URL];
  return existsSync(new URL("bin/", checkout)) ? checkout : installed;
}
