import { execFile } from "node:child_process";
import { arch, cpus, release, totalmem, type } from "node:os";
import { promisify } from "node:util";
import type { HostInfo } from "../core/run.ts";

/** The machine this process runs on. */
export async function hostInfo(): Promise<HostInfo> {
  const git = await promisify(execFile)("git", ["--version"]).then(
    ({ stdout }) => stdout.trim().replace("git version ", ""),
    () => "missing",
  );
  return {
    os: type(),
    kernel: release(),
    arch: arch(),
    cpus: cpus().length,
    cpuModel: cpus()[0]?.model ?? "unknown",
    memoryBytes: totalmem(),
    node: process.version,
    git,
  };
}
