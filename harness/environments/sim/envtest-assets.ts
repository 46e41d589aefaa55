import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { lstat, mkdir, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { UsageError } from "../../core/failure.ts";
import { assetMark, isSimulatedAsset } from "./asset-mark.ts";
import { programArguments, programVariables, type SimulatorProgram } from "./programs.ts";

const programs: SimulatorProgram[] = ["kube-apiserver", "etcd"];

export interface AssetsRequest {
  /** Made if it is missing. */
  folder: string;
  /** Where kubectl is looked for, as `PATH` has it. */
  path: string;
  /** The Node that the programs run on. */
  node: string;
}

/** What lies in the folder now: `kubectl` is missing where `PATH` has none. */
export interface Assets {
  /** Absolute. */
  folder: string;
  kubectl?: string;
}

/**
 * Writes what controller-runtime's envtest looks for in `KUBEBUILDER_ASSETS`: programs that run the
 * simulators. They need neither a certain folder nor any variable.
 * @throws UsageError for a folder that can't be written, or that holds what others made.
 */
export async function writeEnvtestAssets(request: AssetsRequest): Promise<Assets> {
  const folder = resolve(request.folder);
  try {
    await mkdir(folder, { recursive: true });
    const owned = await Promise.all(programs.map((name) => requireOwn(join(folder, name))));
    const kubectl = findKubectl(request.path, folder);
    if (kubectl) await requireReplaceable(join(folder, "kubectl"), kubectl, owned.includes(true));
    for (const name of programs) {
      await replace(join(folder, name), (file) =>
        writeFile(file, script([request.node, ...programArguments(name)]), {
          mode: 0o755,
          flag: "wx",
        }),
      );
    }
    if (kubectl) await replace(join(folder, "kubectl"), (file) => symlink(kubectl, file));
    return { folder, ...(kubectl && { kubectl }) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot write envtest assets to ${folder}: ${(error as Error).message}`);
  }
}

/** A word that a POSIX shell takes as this text. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Options meant for the tests' own Node programs must not reach this one. */
function script(command: string[]): string {
  return `#!/bin/sh
${assetMark}
unset NODE_OPTIONS NODE_V8_COVERAGE
export ${Object.entries(programVariables)
    .map((pair) => pair.join("="))
    .join(" ")}
exec ${command.map(shellWord).join(" ")} "$@"
`;
}

/** Whether one of ours lies there. @throws UsageError where something else does. */
async function requireOwn(file: string): Promise<boolean> {
  const found = await lstat(file).catch(ignoreMissing);
  if (!found) return false;
  if (found.isFile() && (await isSimulatedAsset(file))) return true;
  throw foreign(file);
}

/** A link says not who made it: beside our programs it counts as ours, elsewhere if it changes nothing. */
async function requireReplaceable(file: string, target: string, besideOurs: boolean) {
  const found = await lstat(file).catch(ignoreMissing);
  if (!found) return;
  if (found.isSymbolicLink() && (besideOurs || (await readlink(file)) === target)) return;
  throw foreign(file);
}

function foreign(file: string): UsageError {
  return new UsageError(
    `${file} is there already and not fluxproof's: expected an empty or new folder, or one that fluxproof simulate envtest-assets wrote`,
  );
}

/** Whoever starts the program meanwhile finds the old one or the new one, whole. */
async function replace(file: string, write: (file: string) => Promise<void>): Promise<void> {
  const draft = `${file}.${process.pid}`;
  try {
    await write(draft);
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

/** The first on the path, but not the one in the folder itself. */
function findKubectl(path: string, folder: string): string | undefined {
  const own = realpathSync(folder);
  const candidates = path
    .split(delimiter)
    .filter((each) => each !== "")
    .map((each) => resolve(each))
    .filter((each) => isFolderOtherThan(each, own))
    .map((each) => join(each, "kubectl"));
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
}

function isFolderOtherThan(folder: string, own: string): boolean {
  try {
    return realpathSync(folder) !== own;
  } catch {
    return false;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
