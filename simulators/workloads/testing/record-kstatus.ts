import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { digestOf, type Judged, judgedFile } from "./judged.ts";
import { livesOf } from "./lives.ts";

/**
 * Records what kstatus, as Flux's kustomize-controller has it, says of each state of the workloads:
 *
 *     node simulators/workloads/testing/record-kstatus.ts
 */
const flux = "github.com/fluxcd/kustomize-controller@v1.7.3";
const downloaded = execFileSync("go", ["mod", "download", "-json", flux], { encoding: "utf8" });
const states = livesOf();
const output = execFileSync("go", ["run", fileURLToPath(new URL("kstatus.go", import.meta.url))], {
  cwd: JSON.parse(downloaded).Dir,
  input: states.map(({ object }) => `${JSON.stringify(object)}\n`).join(""),
  encoding: "utf8",
});
const verdicts = output.trimEnd().split("\n");
const judged = states.map(({ outcome, kind, stage, object }, index): Judged => {
  const { status, message } = JSON.parse(verdicts[index] ?? "");
  return { outcome, kind, stage, status, message, digest: digestOf(object) };
});
const lines = judged.map((each) => JSON.stringify(each));
writeFileSync(judgedFile, `${lines.join("\n")}\n`);
