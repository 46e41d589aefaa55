import pc from "picocolors";
import { exitCodes } from "../core/failure.ts";
import { examineMachine } from "../environments/local/doctor.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { defaultCacheDir } from "../subjects/cache-dir.ts";
import { listSubjects } from "../subjects/catalogue.ts";
import { isControlPlaneProvisioned } from "../subjects/control-plane.ts";
import { isProvisioned } from "../subjects/provision.ts";
import { parseSubject } from "../subjects/request.ts";
import { examineGitea } from "./doctor-gitea.ts";
import { examineK6 } from "./doctor-k6.ts";
import { examineContainers } from "./doctor-kind.ts";

interface Finding {
  what: string;
  ok: boolean;
  detail: string;
  /** The command or step that mends it. */
  mend?: string;
}

/** Says what this machine can run, what it can't, and what mends that. */
export async function doctorCommand({ format }: { format: string }): Promise<number> {
  const cacheDir = defaultCacheDir();
  const findings: Finding[] = [
    ...(await examineMachine({ cacheDir })),
    ...(await examineParts(cacheDir)),
    await examineK6({ cacheDir }),
    await examineGitea({ cacheDir }),
    ...(await examineContainers({ clock: wallClock() })),
  ];
  const text =
    format === "json" ? JSON.stringify(findings, null, 2) : findings.map(describe).join("\n");
  process.stdout.write(`${text}\n`);
  return exitCodes.pass;
}

async function examineParts(cacheDir: string): Promise<Finding[]> {
  const controlPlane = await isControlPlaneProvisioned(cacheDir);
  const releases = listSubjects().filter(({ kind }) => kind === "release");
  const subjects = releases.map(async ({ name }) => ({
    what: `subject ${name}`,
    ...describeParts(await isProvisioned(parseSubject(name), cacheDir), name),
  }));
  return [
    { what: "control plane", ...describeParts(controlPlane, "flux@2.7") },
    ...(await Promise.all(subjects)),
  ];
}

function describeParts(
  { provisioned, missing }: { provisioned: boolean; missing: string[] },
  subject: string,
): Omit<Finding, "what"> {
  return provisioned
    ? { ok: true, detail: "provisioned" }
    : {
        ok: false,
        detail: `not provisioned: ${missing.join(", ")}`,
        mend: `fluxproof provision ${subject}`,
      };
}

function describe({ what, ok, detail, mend }: Finding): string {
  const mark = ok ? pc.green("✓") : pc.yellow("✗");
  return `${mark} ${what}: ${detail}${ok || !mend ? "" : `\n    ${mend}`}`;
}
