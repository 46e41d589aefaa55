import type { FieldError } from "../model/api-error.ts";
import { badRequest } from "../model/api-error.ts";
import { invalid } from "./errors.ts";

/** `metav1.DeleteOptions`, from the body or the query. */
export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: "Orphan" | "Background" | "Foreground";
  preconditions: { uid?: string; resourceVersion?: string };
  dryRun: boolean;
  /** As the client sent them, for admission. */
  given: Record<string, unknown>;
  /** One of many that go: admission isn't told which by name. */
  ofCollection?: boolean;
}

const policies = ["Foreground", "Background", "Orphan"] as const;

/** @throws ApiError Invalid for options that contradict each other. */
export function parseDeleteOptions(body: unknown, query: URLSearchParams): DeleteOptions {
  const given = (typeof body === "object" && body !== null ? body : fromQuery(query)) as Record<
    string,
    unknown
  >;
  const { gracePeriodSeconds, propagationPolicy, orphanDependents } = given;
  const problems: FieldError[] = [];
  const policy = policies.find((each) => each === propagationPolicy);
  if (propagationPolicy !== undefined && propagationPolicy !== null && policy === undefined) {
    problems.push({
      type: "FieldValueNotSupported",
      field: "propagationPolicy",
      value: propagationPolicy,
      detail: 'supported values: "Foreground", "Background", "Orphan", "nil"',
    });
  }
  if (policy !== undefined && typeof orphanDependents === "boolean") {
    problems.push({
      type: "FieldValueInvalid",
      field: "propagationPolicy",
      value: policy,
      detail: "orphanDependents and deletionPropagation cannot be both set",
    });
  }
  if (problems.length > 0) {
    throw invalid({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", problems);
  }
  const preconditions = (given.preconditions ?? {}) as DeleteOptions["preconditions"];
  const dryRun = Array.isArray(given.dryRun) ? given.dryRun.includes("All") : false;
  const chosen = policy ?? (orphanDependents === true ? ("Orphan" as const) : undefined);
  return {
    ...(typeof gracePeriodSeconds === "number" ? { gracePeriodSeconds } : {}),
    ...(chosen ? { propagationPolicy: chosen } : {}),
    preconditions,
    dryRun: dryRun || query.getAll("dryRun").includes("All"),
    given,
  };
}

function fromQuery(query: URLSearchParams): Record<string, unknown> {
  const grace = query.get("gracePeriodSeconds");
  if (grace !== null && !/^-?\d+$/.test(grace)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
  }
  return {
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(query.has("propagationPolicy")
      ? { propagationPolicy: query.get("propagationPolicy") }
      : {}),
    ...(query.has("dryRun") ? { dryRun: query.getAll("dryRun") } : {}),
    ...(query.has("orphanDependents")
      ? { orphanDependents: query.get("orphanDependents") === "true" }
      : {}),
  };
}
