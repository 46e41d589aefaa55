import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, vi } from "vitest";
import { wallClock } from "../../../simulators/support/clock.ts";
import type { ProvisionContext } from "../context.ts";
import { findExecutable } from "../find-executable.ts";

/** A `go` that downloads and compiles nothing, in a folder of its own. */
export interface FakeGo extends AsyncDisposable {
  dir: string;
  cacheDir: string;
  /** The fake first on the PATH, the system's programs behind it. */
  env: NodeJS.ProcessEnv;
  /** The commands it was given, a line each. */
  calls(): Promise<string[]>;
  /** How often it compiled. */
  builds(): Promise<number>;
  /** Builds now wait until the gate is opened, with a compiler running beneath them. */
  closeGate(): Promise<void>;
  openGate(): Promise<void>;
  compilerPid(): Promise<number>;
  /** `go COMMAND …` now ends with status 1 after writing these lines. */
  fail(command: string, lines: string[]): Promise<void>;
  /** Puts CRDs into the module of that name and version. */
  addCrds(module: string, crds: Record<string, string[]>): Promise<void>;
  /** Puts a source file into the module of that name and version. */
  addFile(module: string, file: string, text: string): Promise<void>;
}

const script = `#!/bin/sh
echo "$*" >> "$FAKE_GO/calls"
if [ -e "$FAKE_GO/fail-$1" ]; then cat "$FAKE_GO/fail-$1" >&2; exit 1; fi
case "$1 $2" in
"version ") echo "go version go1.99.0 linux/amd64" ;;
"mod download")
  if [ -e "$FAKE_GO/gone" ]; then cat "$FAKE_GO/gone"; exit 1; fi
  module="$FAKE_GO/modules/$(basename "$4")"
  mkdir -p "$module"
  touch "$module/go.sum"
  printf '{"Dir": "%s", "GoMod": "%s"}' "$module" "$module/go.mod" ;;
"mod edit") echo '{"Go": "1.99.0", "Require": null}' ;;
"list "*) printf 'example.com/a\\nexample.com/b\\n' ;;
"build "*)
  echo "go: downloading example.com/a v1.0.0" >&2
  echo "example.com/a" >&2
  if [ -e "$FAKE_GO/gate" ]; then
    sleep 300 &
    echo $! > "$FAKE_GO/compiler-pid"
    while [ -e "$FAKE_GO/gate" ]; do sleep 0.05; done
    kill $!
  fi
  while [ "$1" != "-o" ]; do shift; done
  out="$2"
  shift 2
  case "$out" in
  */) for package in "$@"; do echo "built $package" > "$out$(basename "$package")"; done ;;
  *) echo "built $*" > "$out" ;;
  esac ;;
*) echo "fake go: unexpected $*" >&2; exit 1 ;;
esac
`;

export async function fakeGo(): Promise<FakeGo> {
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-fake-go-"));
  await mkdir(join(dir, "bin"));
  await writeFile(join(dir, "bin/go"), script, { mode: 0o755 });
  const read = async () => (await readFile(join(dir, "calls"), "utf8")).trim().split("\n");
  return {
    dir,
    cacheDir: join(dir, "cache"),
    env: { ...process.env, FAKE_GO: dir, PATH: `${join(dir, "bin")}:${process.env.PATH}` },
    calls: read,
    builds: async () => (await read()).filter((call) => call.startsWith("build ")).length,
    closeGate: () => writeFile(join(dir, "gate"), ""),
    openGate: () => rm(join(dir, "gate")),
    compilerPid: () =>
      vi.waitFor(async () => {
        const pid = Number(await readFile(join(dir, "compiler-pid"), "utf8"));
        expect(pid).toBeGreaterThan(1);
        return pid;
      }, 10_000),
    fail: (command, lines) => writeFile(join(dir, `fail-${command}`), `${lines.join("\n")}\n`),
    addCrds: async (module, crds) => {
      const bases = join(dir, "modules", basename(module), "config/crd/bases");
      await mkdir(bases, { recursive: true });
      await writeCrds(bases, crds);
    },
    addFile: async (module, file, text) => {
      const path = join(dir, "modules", basename(module), file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}

/** Writes a CRD file for each kind, serving these versions, to a folder. */
export async function writeCrds(folder: string, crds: Record<string, string[]>): Promise<void> {
  for (const [kind, versions] of Object.entries(crds)) {
    const lines = versions.map((name) => `    - {name: ${name}, served: true}`);
    const text = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: source.toolkit.fluxcd.io
  names: {kind: ${kind}}
  versions:
    - {name: v1alpha1, served: false}
${lines.join("\n")}
`;
    await writeFile(join(folder, `${kind.toLowerCase()}.yaml`), text);
  }
}

/** A PATH with the fake and these programs of the system only. */
export async function narrowPath(go: FakeGo, programs: string[]): Promise<NodeJS.ProcessEnv> {
  for (const program of programs) {
    const file = await findExecutable(program, process.env);
    if (file) {
      await symlink(file, join(go.dir, "bin", program));
    }
  }
  return { ...go.env, PATH: join(go.dir, "bin") };
}

/** A context whose progress is kept: `lines` holds all that was said. */
export function testContext(
  go: FakeGo,
  changes: Partial<ProvisionContext> = {},
): ProvisionContext & { lines: string[]; said: (what: RegExp) => Promise<void> } {
  const lines: string[] = [];
  const waiting = new Map<RegExp, () => void>();
  const say = (line: string) => {
    lines.push(line);
    for (const [what, wake] of waiting) {
      if (what.test(line)) {
        wake();
      }
    }
  };
  return {
    cacheDir: go.cacheDir,
    env: go.env,
    clock: wallClock(),
    signal: new AbortController().signal,
    send: () => Promise.reject(new Error("no registry")),
    progress: {
      begin: (what) => ({
        update: (detail) => say(`${what}: ${detail}`),
        end: (result) => say(`${what}: ${result}`),
      }),
    },
    lines,
    said: (what) =>
      lines.some((line) => what.test(line))
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.set(what, resolve);
          }),
    ...changes,
  };
}
