import { z } from "zod";

/** `SubjectInfo`, read from a file. */
export const subjectInfo = z.looseObject({
  name: z.string(),
  kind: z.enum(["release", "mix", "folder", "model", "installed"]),
  controllers: z.array(
    z.looseObject({
      name: z.string(),
      version: z.string(),
      sha256: z.string().exactOptional(),
      image: z.string().exactOptional(),
    }),
  ),
  crds: z.array(z.string()),
  notes: z.array(z.string()),
});

/** `HostInfo`, read from a file. */
export const hostInfo = z.looseObject({
  os: z.string(),
  kernel: z.string(),
  arch: z.string(),
  cpus: z.number(),
  cpuModel: z.string(),
  memoryBytes: z.number(),
  node: z.string(),
  git: z.string(),
});
