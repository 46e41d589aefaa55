import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { startFactReader } from "../test/architecture/read-facts.ts";

/**
 * Files and all of the project that they import, directly or not, types and `import()` of a plain string too. What
 * a file reads while it runs, it does not tell.
 *
 * @param root folder that all paths are below, with forward slashes
 * @returns in alphabetical order
 */
export function importClosure(root: string, entrances: readonly string[]): string[] {
  const found = new Set(entrances);
  using reader = startFactReader();
  for (let fresh = [...found]; fresh.length > 0; ) {
    const sources = fresh.filter((path) => /\.[cm]?[jt]s$/.test(path));
    const texts = sources.map((path) => [path, readFileSync(join(root, path), "utf8")]);
    const imported = [...reader.read(Object.fromEntries(texts))].flatMap(([path, { imports }]) =>
      imports
        .filter((module) => module.startsWith("."))
        .map((module) => posix.join(posix.dirname(path), module)),
    );
    fresh = [...new Set(imported)].filter(
      (path) => !found.has(path) && existsSync(join(root, path)),
    );
    for (const path of fresh) found.add(path);
  }
  return [...found].sort();
}
