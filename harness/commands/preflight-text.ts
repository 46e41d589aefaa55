import pc from "picocolors";
import type { Preflight } from "../environments/cluster/preflight.ts";

/** What a run on a cluster would do and lacks, to be read before anything is done. */
export function preflightText(preflight: Preflight): string {
  const { context, server, flux, creates, lacks, signs } = preflight;
  return [
    `context ${context}, ${server}`,
    "Flux there:",
    ...listed(
      flux.controllers.map(({ namespace, name, image }) => `${namespace}/${name}  ${image}`),
      "none that fluxproof knows",
    ),
    "would create:",
    ...listed(creates, "nothing"),
    "lacks:",
    ...listed(lacks.map(pc.red), "nothing"),
    ...(signs.length > 0
      ? ["looks like a cluster that people depend on:", ...listed(signs.map(pc.yellow), "")]
      : []),
  ].join("\n");
}

function listed(lines: readonly string[], none: string): string[] {
  return (lines.length > 0 ? lines : [none]).map((line) => `  ${line}`);
}
