import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

/**
 * Writes which flags kube-apiserver has and whether they take a value:
 * `node simulators/kube/server/record-flags.ts PATH-OF-KUBE-APISERVER`
 */
const [, , program = "kube-apiserver"] = process.argv;
const help = execFileSync(program, ["--help"], { encoding: "utf8" });
const flags: Record<string, string> = {};
for (const line of help.split("\n")) {
  const [, name, type] = /^ {2,6}(?:-\w, )?--([a-z0-9-]+)(?: (\S+))?(?: {2,}|$)/.exec(line) ?? [];
  if (name) flags[name] = type ?? "bool";
}
const target = new URL("./flags.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(flags, null, 2)}\n`);
