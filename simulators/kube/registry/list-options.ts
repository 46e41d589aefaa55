import { goQuote } from "../access/go-quote.ts";
import { ApiError, badRequest, type FieldError } from "../model/api-error.ts";
import { invalid, tooLarge } from "./errors.ts";

/** The query of a list or watch, as far as both understand it. */
export interface ListOptions {
  /** Absent when the client named none. */
  resourceVersion?: number;
  match?: "Exact" | "NotOlderThan";
  limit: number;
  continue: string;
  sendInitialEvents?: boolean;
  allowWatchBookmarks: boolean;
  timeoutSeconds?: number;
}

/** @throws ApiError BadRequest or Invalid. */
export function parseListOptions(query: URLSearchParams, watch: boolean): ListOptions {
  const problems = watch ? watchProblems(query) : listProblems(query);
  if (problems.length > 0)
    throw invalid({ group: "meta.k8s.io", kind: "ListOptions" }, "", problems);
  const version = query.get("resourceVersion") ?? "";
  const problem = versionProblem(version);
  if (problem !== undefined && watch) throw new ApiError({ message: problem, code: 500 });
  if (problem !== undefined) throw badRequest(`invalid resource version: ${problem}`);
  const match = query.get("resourceVersionMatch");
  const timeout = query.get("timeoutSeconds");
  return {
    ...(version === "" ? {} : { resourceVersion: Number(version) }),
    ...(match === "Exact" || match === "NotOlderThan" ? { match } : {}),
    limit: integer(query, "limit"),
    continue: query.get("continue") ?? "",
    ...(query.has("sendInitialEvents")
      ? { sendInitialEvents: flag(query, "sendInitialEvents") }
      : {}),
    allowWatchBookmarks: flag(query, "allowWatchBookmarks"),
    ...(timeout ? { timeoutSeconds: integer(query, "timeoutSeconds") } : {}),
  };
}

function versionProblem(version: string): string | undefined {
  if (version === "" || /^\d+$/.test(version)) return undefined;
  const quoted = goQuote(version);
  return `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`;
}

/**
 * The version a GET names must have come to be. Without a cache it is the storage that reads it.
 * @throws ApiError
 */
export function requireReached(newest: number, query: URLSearchParams, cached: boolean): void {
  const version = query.get("resourceVersion") ?? "";
  const problem = versionProblem(version);
  if (problem !== undefined && cached) throw new ApiError({ message: problem, code: 500 });
  if (problem !== undefined) throw badRequest(`invalid resource version: ${problem}`);
  if (Number(version) > newest) throw tooLarge(Number(version), newest);
}

/** As the API server reads booleans: anything but `false` and `0` is true. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}

function integer(query: URLSearchParams, name: string): number {
  const value = query.get(name) || "0";
  if (/^-?\d+$/.test(value)) return Number(value);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
}

function listProblems(query: URLSearchParams): FieldError[] {
  const match = query.get("resourceVersionMatch") ?? "";
  const version = query.get("resourceVersion") ?? "";
  const problems: FieldError[] = [];
  const forbid = (field: string, detail: string) =>
    problems.push({ type: "FieldValueForbidden", field, detail });
  if (query.has("sendInitialEvents")) {
    forbid("sendInitialEvents", "sendInitialEvents is forbidden for list");
  }
  if (match === "") return problems;
  const field = "resourceVersionMatch";
  if (version === "") {
    forbid(field, "resourceVersionMatch is forbidden unless resourceVersion is provided");
  }
  if (query.get("continue")) {
    forbid(field, "resourceVersionMatch is forbidden when continue is provided");
  }
  if (match !== "Exact" && match !== "NotOlderThan") {
    const detail = 'supported values: "Exact", "NotOlderThan", ""';
    problems.push({ type: "FieldValueNotSupported", field, value: match, detail });
  }
  if (match === "Exact" && version === "0") {
    forbid(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  return problems;
}

function watchProblems(query: URLSearchParams): FieldError[] {
  const given = query.get("resourceVersionMatch") ?? "";
  const initial = query.has("sendInitialEvents");
  // A watch from anywhere is one that sends the state first, which is said by a match.
  const anywhere = ["", "0"].includes(query.get("resourceVersion") ?? "");
  const match = !initial && given === "" && anywhere ? "NotOlderThan" : given;
  const field = "resourceVersionMatch";
  const forbidden = (detail: string): FieldError => ({
    ...{ type: "FieldValueForbidden", field, detail },
  });
  const problems: FieldError[] = [];
  const other = match !== "NotOlderThan";
  if (initial && other)
    problems.push(
      forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
    );
  if (match === "") return problems;
  if (!initial && given !== "")
    problems.push(
      forbidden("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
    );
  if (other) {
    const detail = 'supported values: "NotOlderThan"';
    problems.push({ type: "FieldValueNotSupported", field, value: match, detail });
  }
  if (query.get("continue"))
    problems.push(forbidden("resourceVersionMatch is forbidden when continue is provided"));
  return problems;
}
