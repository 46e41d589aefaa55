import { readFileSync } from "node:fs";
import { seededRandom } from "../../../support/random.ts";
import type { ObjectReader, RequestAttributes } from "../../model/access.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { authorize, type Decision } from "../authorize.ts";
import { resolveRules } from "../resolve-rules.ts";
import { ruleAllows } from "../rule-matches.ts";
import { randomPolicy, randomRequest } from "./random-policy.ts";

/** What a seed stands for, and what the real API server made of it. */
export interface RecordedDecisions {
  seed: string;
  policy: ApiObject[];
  cases: { attributes: RequestAttributes; allowed: boolean; reason: string }[];
}

/** A line for each seed with its policy, followed by one for each of its cases. */
export function printDecisions(recorded: RecordedDecisions[]): string {
  const lines = recorded.flatMap(({ seed, policy, cases }) => [{ seed, policy }, ...cases]);
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** Decisions recorded by authorize.real.test.ts with FLUXPROOF_RECORD=1. */
export function readDecisions(): RecordedDecisions[] {
  const file = new URL("../testdata/decisions.ndjson", import.meta.url);
  const recorded: RecordedDecisions[] = [];
  for (const line of readFileSync(file, "utf8").trimEnd().split("\n")) {
    const value = JSON.parse(line);
    if (value.seed) recorded.push({ ...value, cases: [] });
    else recorded.at(-1)?.cases.push(value);
  }
  return recorded;
}

export function drawCases(seed: string, count: number) {
  const random = seededRandom(seed);
  return {
    policy: randomPolicy(random),
    requests: Array.from({ length: count }, () => randomRequest(random)),
  };
}

/**
 * Our decision as it compares with the real one. That goes through bindings in no order, so of several
 * that allow any may be told, and missing roles are told in any order.
 */
export function explain(attributes: RequestAttributes, real: Decision, reader: ObjectReader) {
  const ours = authorize({ attributes, reader });
  if (!ours.allowed) return { ...ours, reason: inOrder(ours.reason) };
  if (ours.reason === "" || !real.allowed) return ours;
  const namespace = attributes.kind === "resource" ? attributes.namespace : undefined;
  const reasons = [...resolveRules({ user: attributes.user, namespace, reader })].flatMap((each) =>
    "rule" in each && ruleAllows(each.rule, attributes) ? [`RBAC: allowed by ${each.source}`] : [],
  );
  return { allowed: true, reason: reasons.includes(real.reason) ? real.reason : ours.reason };
}

export function inOrder(reason: string): string {
  return reason.replace(
    /^RBAC: \[(.*)\]$/,
    (_, problems) => `RBAC: [${problems.split(", ").toSorted().join(", ")}]`,
  );
}
