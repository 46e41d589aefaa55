import { z } from "zod";
import { below, documentHead, parseDocument } from "./document-schema.ts";
import { decisiveProbes, type LimitProbe, type Limits } from "./limits.ts";
import { subjectInfo } from "./run-schema.ts";

const amount = z.number().nonnegative();
const bytes = z.int().positive();

const probe: z.ZodType<LimitProbe> = z
  .looseObject({
    limitBytes: bytes,
    seed: z.int(),
    dir: below,
    survived: z.boolean(),
    isCertain: z.boolean(),
    endedBy: z.enum(["kill", "exit"]).exactOptional(),
    because: z.string(),
    residentPeakBytes: amount.nullable(),
    workingSetPeakBytes: amount.nullable(),
    tookMs: amount,
  })
  .refine(
    ({ survived, isCertain, endedBy }) => !(survived && (isCertain || endedBy !== undefined)),
    { path: ["survived"], error: "true, though it was killed or exited" },
  )
  .refine(({ isCertain, endedBy }) => isCertain || endedBy === undefined, {
    path: ["isCertain"],
    error: "false, though it was killed or exited",
  });

const search = z
  .looseObject({
    controller: z.string(),
    load: z.enum(["idle", "load"]),
    scenario: z.string(),
    fromBytes: bytes,
    toBytes: bytes,
    failsAtBytes: bytes.nullable(),
    survivesAtBytes: bytes.nullable(),
    probes: z.array(probe),
    unfinished: z.string().exactOptional(),
  })
  .superRefine((found, context) => {
    const { probes, failsAtBytes: fails, survivesAtBytes: survives } = found;
    const against = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    const at = (limit: number) => probes.filter(({ limitBytes }) => limitBytes === limit);
    if (survives !== null && !hasSurvived(at(survives))) {
      against("survivesAtBytes", `${survives}, though its probes didn't survive`);
    }
    if (fails !== null && !hasFailed(at(fails))) {
      against("failsAtBytes", `${fails}, though its probes didn't fail`);
    }
    if (survives !== null && fails !== null && fails >= survives) {
      against("failsAtBytes", `${fails}, no less than what survives`);
    }
    const beyond = probes.find(
      ({ limitBytes }) => limitBytes < found.fromBytes || limitBytes > found.toBytes,
    );
    if (beyond) against("probes", `one at ${beyond.limitBytes} bytes, beyond the search's bounds`);
  });

function hasSurvived(probes: readonly LimitProbe[]): boolean {
  const survived = probes.filter((each) => each.survived).length;
  return survived >= decisiveProbes && !probes.some(({ isCertain }) => isCertain);
}

function hasFailed(probes: readonly LimitProbe[]): boolean {
  const failed = probes.filter((each) => !each.survived).length;
  return failed >= decisiveProbes || probes.some(({ isCertain }) => isCertain);
}

const schema: z.ZodType<Limits> = z
  .looseObject({
    ...documentHead,
    subject: subjectInfo,
    set: z.array(z.string()),
    searches: z.array(search),
  })
  .superRefine(({ searches, unfinished }, context) => {
    if (unfinished !== undefined) return;
    const cut = searches.findIndex(
      (each) =>
        each.unfinished !== undefined ||
        (each.failsAtBytes === null && each.survivesAtBytes === null),
    );
    if (cut === -1) return;
    const message = `absent, though searches[${cut}] came to no end`;
    context.addIssue({ code: "custom", path: ["unfinished"], message });
  });

/**
 * The text of a `limits.json`.
 * @throws UsageError naming the file and the field for anything else: another version, a cut file, a limit that
 * its own probes speak against.
 */
export function parseLimits(text: string, file: string): Limits {
  return parseDocument({ text, file, schema, what: "a search for the smallest limits" });
}
