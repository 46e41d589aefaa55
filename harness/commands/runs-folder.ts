import { join, resolve } from "node:path";

/** Where a command's runs go: what was named, else a new folder called by the moment and what it is for. */
export function runsFolder(request: {
  out: string | undefined;
  /** Wall clock. */
  epochMs: number;
  what: string;
}): string {
  const { out, epochMs, what } = request;
  const stamp = new Date(epochMs).toISOString().replaceAll(/[-:]|\..*/g, "");
  return resolve(out ?? join("fluxproof-runs", `${stamp}-${what}`));
}
