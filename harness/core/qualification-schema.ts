import { z } from "zod";
import { UsageError } from "./failure.ts";
import type { Qualification } from "./qualification.ts";
import { hostInfo, subjectInfo } from "./run-schema.ts";

const verdict = z.enum(["qualified", "regressed", "inconclusive"]);
const outcome = z.enum(["pass", "fail", "unknown"]);
const count = z.int().nonnegative();
const share = z.number().gt(0).lt(1);
const probability = z.number().min(0).max(1);

/** Of a directory below the document's own. */
const below = z
  .string()
  .refine(
    (dir) => dir.split("/").every((part) => !["", ".", ".."].includes(part)),
    "expected a directory below that of the file",
  );

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
  isPaced: z.boolean().optional(),
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
    paceWeight: z.number().nonnegative().optional(),
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

const schema = z
  .looseObject({
    version: z.literal(1),
    fluxproof: z.string(),
    startedAt: z.iso.datetime(),
    tookMs: z.number().nonnegative(),
    baseline: subjectInfo,
    candidate: subjectInfo,
    environment: z.string(),
    gitHost: z.string(),
    host: hostInfo,
    seed: z.int(),
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
      .optional(),
    conformance: z.array(
      z.looseObject({
        scenario: z.string(),
        baseline: z.array(outcome),
        candidate: z.array(outcome),
        differences: z.array(difference),
      }),
    ),
    performance: z.looseObject({
      rules: z.array(rule),
      planned: count.optional(),
      pairs: z.array(
        z.looseObject({
          index: count,
          scenario: z.string(),
          seed: z.int(),
          first: z.enum(["baseline", "candidate"]),
          isWarmUp: z.boolean(),
          baseline: below,
          candidate: below,
          lost: z.string().optional(),
          tookMs: z.number().nonnegative().optional(),
          pace: z
            .looseObject({ baseline: z.number().positive(), candidate: z.number().positive() })
            .optional(),
        }),
      ),
      metrics: z.array(metric),
      looks: z.array(
        z.looseObject({ pairs: count, confidence: share, decided: count, undecided: count }),
      ),
    }),
    unfinished: z.string().optional(),
  })
  .superRefine((qualification, context) => {
    const against = contradiction(qualification);
    if (against) context.addIssue({ code: "custom", path: ["verdict"], message: against });
  });

/** What in the document speaks against its own verdict; a file that was cut together says nothing. */
function contradiction(qualification: z.output<typeof schema>): string | undefined {
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
  const parsed = schema.safeParse(parseJson(text, file));
  // zod's optional fields may be undefined; JSON has no such thing.
  if (parsed.success) return parsed.data as Qualification;
  throw new UsageError(`${file}: expected a qualification: ${z.prettifyError(parsed.error)}`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: expected JSON: ${(error as Error).message}`);
  }
}
