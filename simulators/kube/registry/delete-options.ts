import { goQuote } from "../access/go-quote.ts";
import { badRequest, type FieldError } from "../model/api-error.ts";
import { failed } from "../patch/patch-error.ts";
import { builtinSchemas } from "../schema/builtin-schemas.ts";
import { decodeError } from "../schema/decode-error.ts";
import { invalid } from "./errors.ts";
import { dryRunProblems } from "./write-options.ts";

/** `metav1.DeleteOptions`, from the body or the query. */
export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: "Orphan" | "Background" | "Foreground";
  /** `orphanDependents: false` was asked for: an object that waits is answered 202. */
  cascades?: boolean;
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
  requireOptions(given);
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
  if (typeof propagationPolicy === "string" && typeof orphanDependents === "boolean") {
    problems.unshift({
      type: "FieldValueInvalid",
      field: "propagationPolicy",
      value: propagationPolicy,
      detail: "orphanDependents and deletionPropagation cannot be both set",
    });
  }
  const dryRuns = (Array.isArray(given.dryRun) ? given.dryRun : []).map((each) => each ?? "");
  problems.push(...dryRunProblems(dryRuns));
  if (problems.length > 0) {
    throw invalid({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", problems);
  }
  const orphans = typeof orphanDependents === "boolean" ? orphanDependents : undefined;
  const preconditions = (given.preconditions ?? {}) as DeleteOptions["preconditions"];
  const dryRun = Array.isArray(given.dryRun) ? given.dryRun.includes("All") : false;
  const chosen = policy ?? (orphans === undefined ? undefined : orphans ? "Orphan" : "Background");
  return {
    ...(typeof gracePeriodSeconds === "number" ? { gracePeriodSeconds } : {}),
    ...(chosen ? { propagationPolicy: chosen } : {}),
    preconditions,
    ...(orphans === false ? { cascades: true } : {}),
    dryRun,
    given,
  };
}

/** What Go says of a body that is none, to which the server adds nothing. @throws ApiError */
function requireOptions(given: Record<string, unknown>): void {
  const { apiVersion, kind } = given as { apiVersion?: string; kind?: string };
  if (kind && kind !== "DeleteOptions") {
    const version = goQuote(apiVersion || "meta.k8s.io/v1");
    throw failed(
      `no kind ${goQuote(kind)} is registered for version ${version} in scheme "pkg/runtime/scheme.go:110"`,
    );
  }
  const schema = { ref: "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions" };
  const wrong = decodeError({ schema, schemas: builtinSchemas(), value: given });
  if (wrong !== undefined) throw failed(wrong);
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
    ...(query.get("uid") || query.get("resourceVersion")
      ? { preconditions: preconditionsOf(query) }
      : {}),
    ...(query.has("dryRun") ? { dryRun: query.getAll("dryRun") } : {}),
    ...(query.has("orphanDependents")
      ? { orphanDependents: query.get("orphanDependents") === "true" }
      : {}),
  };
}

function preconditionsOf(query: URLSearchParams): DeleteOptions["preconditions"] {
  const uid = query.get("uid");
  const resourceVersion = query.get("resourceVersion");
  return { ...(uid ? { uid } : {}), ...(resourceVersion ? { resourceVersion } : {}) };
}
