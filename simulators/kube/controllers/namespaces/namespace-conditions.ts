import type { Clock } from "../../../../harness/core/clock.ts";

/** What stands in the way of a namespace's end. */
export interface Problems {
  discoveryError?: Error;
  /** Of deletions. */
  errors: Error[];
  /** Objects left, by `resource.group`. */
  remaining: Map<string, number>;
  /** Objects left, by finalizer. */
  finalizers: Map<string, number>;
}

interface Condition {
  type: string;
  status: "True" | "False";
  lastTransitionTime: string;
  reason: string;
  message: string;
}

type Outcome = { reason: string; message: string };

/** The conditions of a namespace that ends, or nothing when they are as they were. */
export function nextConditions(
  before: object[],
  problems: Problems,
  clock: Clock,
): Condition[] | undefined {
  const now = new Date(clock.epochMs()).toISOString().replace(/\.\d+Z$/, "Z");
  const conditions = before as Condition[];
  const next = [...conditions];
  for (const { type, fine, problem } of types) {
    const bad = problem(problems);
    const told = { type, status: bad ? ("True" as const) : ("False" as const), ...(bad ?? fine) };
    const index = next.findIndex((each) => each.type === type);
    const old = next[index];
    if (!old) next.push({ ...told, lastTransitionTime: now });
    else if (
      old.status !== told.status ||
      old.reason !== told.reason ||
      old.message !== told.message
    ) {
      const lastTransitionTime = old.status === told.status ? old.lastTransitionTime : now;
      next[index] = { ...told, lastTransitionTime };
    }
  }
  const changed = next.some((condition, index) => condition !== conditions[index]);
  return changed ? next : undefined;
}

/** Types, reasons and messages are part of the API: users and tools read them. */
const types: { type: string; fine: Outcome; problem(problems: Problems): Outcome | undefined }[] = [
  {
    type: "NamespaceDeletionDiscoveryFailure",
    fine: { reason: "ResourcesDiscovered", message: "All resources successfully discovered" },
    problem: ({ discoveryError }) =>
      discoveryError && { reason: "DiscoveryFailed", message: discoveryError.message },
  },
  {
    type: "NamespaceDeletionGroupVersionParsingFailure",
    fine: { reason: "ParsedGroupVersions", message: "All legacy kube types successfully parsed" },
    problem: () => undefined,
  },
  {
    type: "NamespaceDeletionContentFailure",
    fine: {
      reason: "ContentDeleted",
      message: "All content successfully deleted, may be waiting on finalization",
    },
    problem: ({ errors }) =>
      some(errors, {
        reason: "ContentDeletionFailed",
        message: `Failed to delete all resource types, ${errors.length} remaining: ${list(errors.map(({ message }) => message))}`,
      }),
  },
  {
    type: "NamespaceContentRemaining",
    fine: { reason: "ContentRemoved", message: "All content successfully removed" },
    problem: ({ remaining }) =>
      some([...remaining], {
        reason: "SomeResourcesRemain",
        message: `Some resources are remaining: ${list(
          [...remaining].map(([resource, count]) => `${resource} has ${count} resource instances`),
        )}`,
      }),
  },
  {
    type: "NamespaceFinalizersRemaining",
    fine: {
      reason: "ContentHasNoFinalizers",
      message: "All content-preserving finalizers finished",
    },
    problem: ({ finalizers }) =>
      some([...finalizers], {
        reason: "SomeFinalizersRemain",
        message: `Some content in the namespace has finalizers remaining: ${list(
          [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`),
        )}`,
      }),
  },
];

function some(problems: unknown[], outcome: Outcome): Outcome | undefined {
  return problems.length === 0 ? undefined : outcome;
}

function list(parts: string[]): string {
  return parts.sort().join(", ");
}
