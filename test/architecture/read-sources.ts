import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folders = ["bench", "ci", "harness", "reports", "scenarios", "simulators", "test"];
const root = join(import.meta.dirname, "../..");

/** Text of every source file of the project, by path. */
export function readSources(): Record<string, string> {
  const sources: Record<string, string> = {};
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.[cm]?[jt]s$/.test(entry.name)) continue;
      const file = join(entry.parentPath, entry.name);
      const path = file.slice(root.length + 1).replaceAll("\\", "/");
      if (!path.includes("node_modules/")) sources[path] = readFileSync(file, "utf8");
    }
  }
  return sources;
}
