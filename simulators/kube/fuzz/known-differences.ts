import type { FuzzAnswer, FuzzStep } from "./step.ts";

/** A difference that is explained and stays: both answers are made the same before they are compared again. */
export interface KnownDifference {
  name: string;
  reason: string;
  applies(step: FuzzStep, real: FuzzAnswer, simulator: FuzzAnswer): boolean;
  ease(answer: FuzzAnswer): FuzzAnswer;
  /** What follows may differ because of it, and is not compared. */
  ends?: boolean;
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    name: "order of several faults",
    reason:
      "Go goes through a map's entries in no certain order, and tells of faults as it meets them",
    applies: (_, real, simulator) =>
      real.status === simulator.status && (real.status === 422 || real.status === 409),
    ease: (answer) => ({ ...answer, body: sortCauses(answer.body) }),
  },
  {
    name: "patched object in a refusal",
    reason:
      "Go quotes the whole object with its fields in the order of its structs and of what the patch touched",
    applies: (_, real, simulator) => real.status === 422 && simulator.status === 422,
    ease: (answer) => ({ ...answer, body: withoutPatched(answer.body) }),
  },
  {
    name: "place of a name drawn at random",
    reason:
      "a LimitRange without a name is called by a uid, and may come before or after others in a list",
    applies: (step, real, simulator) =>
      step.resource === "limitranges" && [real, simulator].every(isNamedByUid),
    ease: (answer) => ({ ...answer, body: null }),
    ends: true,
  },
  {
    name: "wording of a YAML error",
    reason: "another parser; that the text is no YAML is all that both say",
    applies: (step, real, simulator) =>
      step.type === "application/apply-patch+yaml" &&
      real.status === 400 &&
      simulator.status === 400,
    ease: (answer) => ({ ...answer, body: withoutYamlError(answer.body) }),
  },
];

function isNamedByUid({ body }: FuzzAnswer): boolean {
  return /"name":"\$uid\d/.test(JSON.stringify(body));
}

function withoutPatched(body: unknown): unknown {
  const text = JSON.stringify(body);
  const hidden = text.replace(
    /(Invalid value: \\")(?:\{|map\[).*?(\\": (?=json:|strict|parsing|no kind|quantities|illegal|unrecognized|cannot|couldn't get|unexpected|converting))/g,
    "$1$patched$2",
  );
  return JSON.parse(hidden);
}

function withoutYamlError(body: unknown): unknown {
  const { message = "", ...rest } = body as { message?: string };
  return { ...rest, message: message.replace(/(error converting YAML to JSON: yaml:).*/s, "$1 …") };
}

function sortCauses(body: unknown): unknown {
  const {
    message = "",
    details,
    ...rest
  } = body as {
    message?: string;
    details?: { causes?: object[] };
  };
  if (!details?.causes) return body;
  const causes = details.causes
    .map((cause) => JSON.stringify(cause))
    .sort()
    .map((cause): unknown => JSON.parse(cause));
  // Its parts in no order either; what they are is in the causes.
  const sorted = message.replace(
    /\[(.*)\]/s,
    (_, said: string) => `[${said.split(", ").sort().join(", ")}]`,
  );
  return { ...rest, message: sorted, details: { ...details, causes } };
}
