import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { containerMarks } from "../../harness/environments/git-hosts/gitea/container-marks.ts";
import { ownMark } from "../../harness/environments/process/owner-mark.ts";
import type { Surroundings } from "./surroundings.ts";

/** Things that only look like those of a killed run. Disposing removes them. */
export interface Bystanders extends AsyncDisposable {
  count: number;
  /** What is no longer as it was. */
  touched(): Promise<string[]>;
}

const dead = { ...ownMark(), startTime: 1 };
const kindLabel = "io.x-k8s.kind.cluster";

/** Of names as ours are, and of marks as ours: each lacks what makes it ours to remove. */
const containers: Record<string, Record<string, string>> = {
  "bystander-plain": {},
  "fluxproof-bystand1-control-plane": {
    [kindLabel]: "fluxproof-bystand1",
    "io.x-k8s.kind.role": "control-plane",
  },
  "bystander-of-living": containerMarks(),
  "bystander-of-other-machine": {
    "fluxproof.owner": JSON.stringify(dead),
    "fluxproof.host": `not-${hostname()}`,
  },
};

export async function makeBystanders(place: Surroundings): Promise<Bystanders> {
  const { docker, clusters, temporary, images } = place;
  await using stack = new AsyncDisposableStack();
  for (const [name, labels] of Object.entries(containers)) {
    const marks = Object.entries(labels).flatMap(([key, value]) => ["--label", `${key}=${value}`]);
    const sleeps = ["--entrypoint", "sleep", images.gitea, "1000000"];
    await docker("run", "--detach", "--restart", "always", "--name", name, ...marks, ...sleeps);
    stack.defer(async () => void (await docker("rm", "--force", "--volumes", name)));
  }
  await docker("volume", "create", "fluxproof-bystander");
  stack.defer(async () => void (await docker("volume", "rm", "fluxproof-bystander")));
  await docker("network", "create", "fluxproof-bystander");
  stack.defer(async () => void (await docker("network", "rm", "fluxproof-bystander")));
  // A cluster of a living harness, one in another daemon, one without a mark; a folder without a mark.
  const here = await docker("info", "--format", "{{.ID}} {{.DockerRootDir}}");
  const folders = [
    await markedFolder(join(clusters, "fluxproof-bystand2"), { owner: ownMark(), daemon: here }),
    await markedFolder(join(clusters, "fluxproof-bystand3"), { owner: dead, daemon: "other" }),
    await markedFolder(join(clusters, "fluxproof-bystand4")),
    await markedFolder(join(temporary, "fluxproof-bystander")),
  ];
  for (const folder of folders) stack.defer(() => rm(folder, { recursive: true, force: true }));
  const look = () => lookAt(place, folders);
  const before = await look();
  const whole = stack.move();
  return {
    count: before.size,
    async touched() {
      const now = await look();
      return [...before].filter((each) => !now.has(each)).map((each) => `touched: ${each}`);
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

async function markedFolder(folder: string, mark?: object): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, mark ? "owner.json" : "note.txt"), JSON.stringify(mark ?? "kept"));
  return folder;
}

/** A line for each as it is now; a daemon that was killed restarts its containers, and only then. */
async function lookAt(place: Surroundings, folders: string[]): Promise<Set<string>> {
  const { docker } = place;
  const started = place.killDocker ? "" : " {{.State.StartedAt}}";
  const format = `{{.Name}} {{.Id}}${started}`;
  const found = await docker("inspect", "--format", format, ...Object.keys(containers)).catch(
    (error: Error) => error.message,
  );
  const own = ["--format", "{{.Name}}", "--filter", "name=^fluxproof-bystander$"];
  return new Set([
    ...found.split("\n").map((line) => `container ${line}`),
    `volumes ${await docker("volume", "ls", ...own)}`,
    `networks ${await docker("network", "ls", ...own)}`,
    ...folders.filter((folder) => existsSync(folder)).map((folder) => `folder ${folder}`),
  ]);
}
