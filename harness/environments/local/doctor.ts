import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { availableParallelism, freemem, platform, release, tmpdir } from "node:os";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { formatBytes } from "../../core/quantity.ts";
import { probeMemoryGroups } from "../process/probe-memory-groups.ts";

/** One thing that environment `local` needs of the machine. */
export interface Examination {
  what: string;
  ok: boolean;
  detail: string;
  /** The command or step that mends it; absent where it is well. */
  mend?: string;
}

const run = promisify(execFile);
const gibibyte = 2 ** 30;
/** Sizes of one slot of everyday scenarios, and of building all parts from source. */
const slotDisk = 2 * gibibyte;
const cacheDisk = 10 * gibibyte;
const slotMemory = 1.5 * gibibyte;

/** Looks at everything, changes nothing that lasts. Never throws: what can't be looked at isn't well. */
export async function examineMachine(request: { cacheDir: string }): Promise<Examination[]> {
  return await Promise.all([
    examineSystem(),
    examineProgram({
      what: "setpriv",
      args: ["--version"],
      needs: /util-linux/,
      mend: "install util-linux: its setpriv ends what the harness starts when the harness dies",
    }),
    examineProgram({
      what: "git",
      args: ["--version"],
      needs: /git version [2-9]/,
      mend: "install git 2 or later: the simulated Git host runs on it",
    }),
    examineProgram({
      what: "go",
      args: ["version"],
      needs: /go1\.(2[4-9]|[3-9]\d)/,
      mend: "install Go 1.24 or later, or name a folder of binaries as the subject: releases are built with it",
    }),
    examineMemoryGroups(),
    examineDisk(
      "disk space for temporary files",
      tmpdir(),
      slotDisk,
      "set TMPDIR to a larger disk",
    ),
    examineDisk(
      "disk space for the cache",
      request.cacheDir,
      cacheDisk,
      "make room, or move the cache",
    ),
    examineMemory(),
  ]);
}

function examineSystem(): Examination {
  const ok = platform() === "linux";
  const detail = `${platform()} ${release()}, ${availableParallelism()} CPUs`;
  return finding({ what: "Linux", ok, detail, mend: "run it on Linux or in a Linux container" });
}

async function examineProgram(request: {
  what: string;
  args: string[];
  needs: RegExp;
  mend: string;
}): Promise<Examination> {
  const { what, mend } = request;
  try {
    const { stdout } = await run(what, request.args);
    const detail = stdout.trim().split("\n")[0] ?? "";
    return finding({ what, ok: request.needs.test(detail), detail, mend });
  } catch (error) {
    return finding({ what, ok: false, detail: (error as Error).message.trim(), mend });
  }
}

async function examineMemoryGroups(): Promise<Examination> {
  const what = "memory cgroups";
  const probed = await probeMemoryGroups();
  return finding({
    what,
    ok: probed.ok,
    detail: probed.detail,
    mend:
      "run as root, or let systemd delegate a group: systemd-run --user --scope -p Delegate=yes fluxproof …; " +
      "without it memory limits are unsupported, all else works",
  });
}

async function examineDisk(
  what: string,
  folder: string,
  needed: number,
  mend: string,
): Promise<Examination> {
  try {
    const { bavail, bsize } = await statfs(nearestExisting(folder));
    const free = bavail * bsize;
    const detail = `${formatBytes(free)} free in ${folder}, ${formatBytes(needed)} are advisable`;
    return finding({ what, ok: free >= needed, detail, mend });
  } catch (error) {
    return finding({ what, ok: false, detail: (error as Error).message, mend });
  }
}

function examineMemory(): Examination {
  const free = freemem();
  return finding({
    what: "free memory",
    ok: free >= slotMemory,
    detail: `${formatBytes(free)} free, one slot needs about ${formatBytes(slotMemory)}`,
    mend: "end other programs, or run fewer slots at once",
  });
}

/** The cache is made when it is first needed. */
function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

function finding({ mend, ...rest }: Required<Examination>): Examination {
  return rest.ok ? rest : { ...rest, mend };
}
