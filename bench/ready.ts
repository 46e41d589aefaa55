import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median } from "../harness/analysis/median.ts";
import { localEnvironment } from "../harness/environments/local/local-environment.ts";
import { testSlot } from "../harness/environments/slot/testing/test-slot.ts";
import type { ControlPlane, Subject } from "../harness/subjects/subject.ts";
import { type Figure, spread } from "./figures.ts";
import { realParts } from "./real-parts.ts";

const pairs = 10;

/** Start to workers running: a slot of the harness against a bare shell script, interleaved. */
export async function ready(): Promise<Figure[]> {
  const parts = await realParts("flux@2.7");
  const ours: number[] = [];
  const bare: number[] = [];
  for (let pair = 1; pair <= pairs; pair += 1) {
    const measures = [
      async () => void ours.push(await startSlot(parts)),
      async () => void bare.push(await startBare(parts)),
    ];
    if (pair % 2 === 0) measures.reverse();
    for (const measure of measures) await measure();
  }
  const ratios = ours.map((value, index) => value / (bare[index] ?? Number.NaN));
  return [
    {
      what: `local ready against a bare script, ${pairs} pairs, ms`,
      value: `${spread(ours, 0)} against ${spread(bare, 0)}, ratio ${spread(ratios)}`,
      goal: "median ratio of at most 1.5",
      reached: median(ratios) <= 1.5,
    },
  ];
}

async function startSlot({
  subject,
  controlPlane,
}: {
  subject: Subject;
  controlPlane: ControlPlane;
}): Promise<number> {
  await using test = await testSlot({ subject });
  const { clock } = test.request;
  const startMs = clock.nowMs();
  await using _slot = await localEnvironment({ controlPlane }).start(test.request);
  return clock.nowMs() - startMs;
}

const script = fileURLToPath(new URL("./bare-start.sh", import.meta.url));

/** The script says when its workers ran, counted from its first line. */
async function startBare({
  subject,
  controlPlane,
}: {
  subject: Subject;
  controlPlane: ControlPlane;
}): Promise<number> {
  const crdFolders = new Set(subject.crdFiles.map((file) => dirname(file)));
  const { stdout } = await promisify(execFile)("sh", [
    script,
    controlPlane.etcd,
    controlPlane.kubeApiserver,
    controlPlane.kubeControllerManager,
    ...crdFolders,
    "--",
    ...Object.values(subject.binaries),
  ]);
  const last = stdout.trim().split("\n").at(-1)?.split(" ");
  const saidMs = Number(last?.[1]);
  if (!Number.isFinite(saidMs)) throw new Error(`bare-start.sh said: ${stdout}`);
  return saidMs;
}
