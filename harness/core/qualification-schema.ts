import { z } from "zod";
import { below, documentHead, parseDocument } from "./document-schema.ts";
import type { Qualification } from "./qualification.ts";
import { subjectInfo } from "./run-schema.ts";

const verdict = z.enum(["qualified", "regressed", "inconclusive"]);
const outcome = z.enum(["pass", "fail", "unknown"]);
const count = z.int().nonnegative();
const share = z.number().gt(0).lt(1);
const probability = z.number().min(0).max(1);

const difference = z.looseObject({
  mark: z.enum(["fix", "break", "change", "doubt"]),
  controller: z.string().nullable(),
  kind: z.string(),
  where: z.string(),
  baseline: z.string(),
  candidate: z.string(),
  runs: z.array(below),
});

const rule = z.looseObject({
  match: z.string(),
  marginPercent: z.number().nonnegative(),
  marginAbsolute: z.number().nonnegative(),
  decides: z.boolean(),
  isPaced: z.boolean().exactOptional(),
});

const metric = z
  .looseObject({
    scenario: z.string(),
    metric: z.string(),
    controller: z.string().nullable(),
    rule,
    baseline: z.array(z.number()),
    candidate: z.array(z.number()),
    baselineMedian: z.number(),
    candidateMedian: z.number(),
    ratio: z.number().nullable(),
    interval: z.tuple([z.number(), z.number()]).nullable(),
    paceWeight: z.number().nonnegative().exactOptional(),
    confidence: share,
    pValue: probability.nullable(),
    adjustedPValue: probability.nullable(),
    verdict: z.enum(["better", "worse", "no-difference", "undecided"]),
    because: z.string(),
  })
  .refine(
    (each) => each.baseline.length === each.candidate.length,
    "expected as many values of the candidate as of the baseline",
  )
  .refine(
    ({ interval }) => interval === null || interval[0] <= interval[1],
    "expected an interval whose first bound is the lower one",
  );

const schema: z.ZodType<Qualification> = z
  .looseObject({
    ...documentHead,
    tookMs: z.number().nonnegative(),
    baseline: subjectInfo,
    candidate: subjectInfo,
    budgetMs: z.number().nonnegative(),
    verdict,
    because: z.array(z.string()),
    controllers: z
      .array(
        z.looseObject({
          name: z.string(),
          baseline: z.string().nullable(),
          candidate: z.string().nullable(),
          verdict,
          because: z.array(z.string()),
        }),
      )
      .exactOptional(),
    temporaryFiles: z
      .looseObject({ place: z.enum(["memory", "disk"]), because: z.string().exactOptional() })
      .exactOptional(),
    conformance: z.array(
      z.looseObject({
        scenario: z.string(),
        baseline: z.array(outcome),
        candidate: z.array(outcome),
        differences: z.array(difference),
        setAside: z.array(z.looseObject({ run: below, because: z.string() })).exactOptional(),
      }),
    ),
    performance: z.looseObject({
      rules: z.array(rule),
      planned: count.exactOptional(),
      pairs: z.array(
        z.looseObject({
          index: count,
          scenario: z.string(),
          seed: z.int(),
          first: z.enum(["baseline", "candidate"]),
          isWarmUp: z.boolean(),
          baseline: below,
          candidate: below,
          lost: z.string().exactOptional(),
          tookMs: z.number().nonnegative().exactOptional(),
          pace: z
            .looseObject({ baseline: z.number().positive(), candidate: z.number().positive() })
            .exactOptional(),
        }),
      ),
      metrics: z.array(metric),
      looks: z.array(
        z.looseObject({
          ...{ pairs: count, planned: count.exactOptional() },
          ...{ confidence: share, decided: count, undecided: count },
        }),
      ),
    }),
  })
  .superRefine((qualification, context) => {
    const against = contradiction(qualification);
    if (against) context.addIssue({ code: "custom", path: ["verdict"], message: against });
  });

/** What in the document speaks against its own verdict; a file that was cut together says nothing. */
function contradiction(qualification: Qualification): string | undefined {
  if (qualification.verdict !== "qualified") return undefined;
  const broken = qualification.conformance
    .flatMap(({ differences }) => differences)
    .find(({ mark }) => mark === "break" || mark === "doubt");
  if (broken) return `qualified, though ${broken.where} is a ${broken.mark}`;
  const against = qualification.performance.metrics.find(
    (each) => each.verdict === "worse" || (each.verdict === "undecided" && each.rule.decides),
  );
  if (against) {
    return `qualified, though ${against.metric} of ${against.scenario} is ${against.verdict}`;
  }
  if (qualification.unfinished !== undefined) return "qualified, though it was not finished";
  const controller = qualification.controllers?.find((each) => each.verdict !== "qualified");
  return controller && `qualified, though ${controller.name} is ${controller.verdict}`;
}

/**
 * The text of a `qualification.json`.
 * @throws UsageError naming the file and the field for anything else: another version, a cut file, a document that
 * speaks against its own verdict.
 */
export function parseQualification(text: string, file: string): Qualification {
  return parseDocument({ text, file, schema, what: "a qualification" });
}
