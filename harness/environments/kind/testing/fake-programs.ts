import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Docker, openDocker } from "../docker.ts";
import type { Kind } from "../kind-program.ts";

/** A `docker` and a `kind` that make no containers, in a folder of their own. */
export interface FakePrograms extends AsyncDisposable {
  dir: string;
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  kind: Kind;
  docker(): Promise<Docker>;
  /** The commands they were given, a line each. */
  calls(): Promise<string[]>;
  /** Commands that begin so now fail with these words: `docker info`, `kind create`. */
  fail(command: string, words: string): Promise<void>;
  /** What the command prints from now on. */
  answer(command: string, text: string): Promise<void>;
  /** Ends the stream of events with this line. */
  tellEvent(line: string): Promise<void>;
}

const script = `#!/bin/sh
name=$(basename "$0")
echo "$name $*" >> "$FAKE/calls"
command="$name-$1"
if [ -e "$FAKE/fail-$command" ]; then cat "$FAKE/fail-$command" >&2; exit 1; fi
if [ -e "$FAKE/fail-$command-$2" ]; then cat "$FAKE/fail-$command-$2" >&2; exit 1; fi
if [ -e "$FAKE/answer-$command-$2" ]; then cat "$FAKE/answer-$command-$2"; exit 0; fi
case "$name $1 $2" in
"docker container inspect") shift 4; for node; do echo "/$node true"; done ;;
"docker events "*)
  while [ ! -e "$FAKE/event" ]; do sleep 0.02; done
  cat "$FAKE/event" ;;
"docker exec "*) case "$*" in
  *"cat /kind/version") echo v1.34.4 ;;
  *"images ls") echo "REF TYPE DIGEST" ;;
  esac ;;
"kind create cluster") echo " • Preparing nodes 📦  ..." >&2 ;;
"kind get nodes") printf '%s-worker\\n%s-control-plane\\n' "$4" "$4" ;;
"kind export logs") mkdir -p "$3"; echo log > "$3/kubelet.log" ;;
esac
`;

const info = {
  ...{ ID: "DAEMON", ServerVersion: "28.0.0", OSType: "linux", DockerRootDir: "/nowhere" },
  ...{ CgroupVersion: "2", MemTotal: 1 },
};

export async function fakePrograms(): Promise<FakePrograms> {
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-fake-kind-"));
  await mkdir(join(dir, "bin"));
  for (const name of ["docker", "kind"]) {
    await writeFile(join(dir, "bin", name), script, { mode: 0o755 });
  }
  const env = { FAKE: dir, PATH: `${join(dir, "bin")}:${process.env.PATH}` };
  const fileOf = (kind: string, command: string) =>
    join(dir, `${kind}-${command.replaceAll(" ", "-")}`);
  const answer = (command: string, text: string) => writeFile(fileOf("answer", command), text);
  await answer("docker info --format", JSON.stringify(info));
  await answer("docker network inspect", "127.0.0.1 \n");
  await writeFile(join(dir, "calls"), "");
  return {
    ...{ dir, env, answer },
    cacheDir: join(dir, "cache"),
    kind: { program: join(dir, "bin", "kind"), version: "0.33.0" },
    docker: () => openDocker({ env }),
    calls: async () => (await readFile(join(dir, "calls"), "utf8")).trim().split("\n"),
    fail: (command, words) => writeFile(fileOf("fail", command), `${words}\n`),
    async tellEvent(line) {
      // Whole at once: it is looked for all the time.
      await writeFile(join(dir, "event.new"), `${line}\n`);
      await rename(join(dir, "event.new"), join(dir, "event"));
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
