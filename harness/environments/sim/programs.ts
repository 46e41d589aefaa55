import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Simulators that also run as programs of their own, by the folder of their `main`. */
const folders = {
  "kube-apiserver": "kube/server",
  etcd: "kube/etcd",
} as const;

export type SimulatorProgram = keyof typeof folders;

/** The file that Node runs: TypeScript in the checkout, JavaScript where the package is installed. */
export function programFile(program: SimulatorProgram): string {
  const [source = "", compiled = ""] = ["ts", "js"].map((ending) =>
    fileURLToPath(
      new URL(`../../../simulators/${folders[program]}/main.${ending}`, import.meta.url),
    ),
  );
  return existsSync(source) ? source : compiled;
}
