import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";

/**
 * Writes which flags etcd has and what they take, by giving each what neither a switch nor a number
 * can be: `node simulators/kube/etcd/record-flags.ts PATH-OF-ETCD`
 */
const [, , program = "etcd"] = process.argv;
const help = said("--help");
const flags: Record<string, string> = {};
for (const [, name = ""] of help.matchAll(/^ +--([a-z0-9-]+)/gm)) {
  // The version is asked for too, so that it never starts to serve.
  const answer = said(`--${name}=no-such-value`, "--version");
  flags[name] = /invalid boolean value/.test(answer) ? "bool" : "value";
}
delete flags.version;
const target = new URL("./flags.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(flags, null, 2)}\n`);

function said(...args: string[]): string {
  const { stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  return stdout + stderr;
}
