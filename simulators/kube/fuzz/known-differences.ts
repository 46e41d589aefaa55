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
    applies: (_, real, simulator) => real.status === 422 && simulator.status === 422,
    ease: (answer) => ({ ...answer, body: sortCauses(answer.body) }),
  },
];

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
