import type { Qualification, TemporaryFiles } from "../harness/core/qualification.ts";

/** `in memory, where scenarios don't say otherwise`. */
export function describeTemporaryFiles({ place, because }: TemporaryFiles): string {
  const where = place === "memory" ? "in memory" : "on disk";
  return `${where}, where scenarios don't say otherwise${because === undefined ? "" : `: ${because}`}`;
}

/** A line for those who read of the measured runs; none in documents that don't tell. */
export function temporaryFilesLines({
  temporaryFiles,
}: Pick<Qualification, "temporaryFiles">): string[] {
  if (!temporaryFiles) return [];
  return [`temporary files of measured runs: ${describeTemporaryFiles(temporaryFiles)}`];
}
