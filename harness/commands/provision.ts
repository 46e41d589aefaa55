import { exitCodes } from "../core/failure.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { pruneCache, prunedText } from "../subjects/cache/prune.ts";
import { defaultCacheDir } from "../subjects/cache-dir.ts";
import { provisionControlPlane } from "../subjects/control-plane.ts";
import { provisionSubject } from "../subjects/provision.ts";
import { parseSubject } from "../subjects/request.ts";
import type { ControlPlane, Subject } from "../subjects/subject.ts";
import { terminalProgress } from "./progress.ts";

/** Obtains all that runs of a subject need on this machine. */
export async function provisionAll({
  subject,
  signal,
}: {
  subject: string;
  signal: AbortSignal;
}): Promise<{ subject: Subject; controlPlane: ControlPlane }> {
  return {
    subject: await provisionOnly({ subject, signal }),
    controlPlane: await provisionControlPlane(optionsFor(signal)),
  };
}

/** Obtains a subject alone, for an environment that brings its own control plane. */
export async function provisionOnly({
  subject,
  signal,
}: {
  subject: string;
  signal: AbortSignal;
}): Promise<Subject> {
  const options = optionsFor(signal);
  const provisioned = await provisionSubject(parseSubject(subject), options);
  await keepCacheSmall(options);
  return provisioned;
}

/** Of what comes with every version anew: parts, which take half an hour to build, stay. */
async function keepCacheSmall({ cacheDir, progress }: ReturnType<typeof optionsFor>) {
  const gone = await pruneCache({ cacheDir, clock: wallClock() });
  const text = prunedText(gone, cacheDir);
  if (text !== undefined) progress.begin("cache").end(text);
}

/** What provisioning is told by the command line. */
export function optionsFor(signal: AbortSignal) {
  return { cacheDir: defaultCacheDir(), progress: terminalProgress(wallClock()), signal };
}

/** Provisions and says what is there now, with digests; a control plane only where the environment wants one. */
export async function provisionCommand(request: {
  subject: string;
  env: string;
  signal: AbortSignal;
}): Promise<number> {
  const { subject, controlPlane } =
    request.env === "local"
      ? await provisionAll(request)
      : { subject: await provisionOnly(request), controlPlane: undefined };
  const { info } = subject;
  const lines = [
    `${info.name} (${info.kind})`,
    ...info.controllers.map(
      ({ name, version, sha256, image }) =>
        `  ${name} ${version}  sha256 ${sha256}  ${subject.binaries[name]}${image ? `  from ${image}` : ""}`,
    ),
    `  CRDs of ${info.crds.join(", ")}`,
    ...info.notes.map((note) => `  note: ${note}`),
    ...(controlPlane ? ["control plane"] : []),
    ...Object.entries(controlPlane?.versions ?? {}).map(
      ([name, version]) => `  ${name} ${version}`,
    ),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return exitCodes.pass;
}
