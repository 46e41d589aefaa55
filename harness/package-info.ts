import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Version in the package.json of this project, from a checkout (`harness/`) or a package (`dist/harness/`). */
export function packageVersion(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (folder !== dirname(folder)) {
    try {
      const found = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      if (found.name === "fluxproof") return found.version;
    } catch {
      // Not here: look above.
    }
    folder = dirname(folder);
  }
  return "unknown";
}
