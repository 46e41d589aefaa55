import { BodiesTooMany, BodyTooLarge, MalformedBody } from "../../support/received-body.ts";
import { ReceivedRequest, readWhole, readWholeText } from "../../support/received-request.ts";
import { ApiError, badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { createCache } from "../model/cache.ts";
import { isTooDeep, tooDeep } from "../model/depth.ts";
import { goKind, noObject, noVersion } from "../model/no-version.ts";
import { parseJson as parseNumbers } from "../model/number-literals.ts";
import type { BodyDeadlines } from "./body-deadlines.ts";
import type { Codecs } from "./codecs.ts";
import { duplicateFields } from "./duplicate-fields.ts";
import { goJsonError } from "./go-json-error.ts";
import { tooManyRequests } from "./room-for-answers.ts";
import { yamlValue } from "./yaml-value.ts";

/** A request's body as a value. */
export interface ParsedBody {
  value: unknown;
  /** `duplicate field "data.a"` */
  duplicates: string[];
  encoding: "json" | "yaml" | "protobuf";
}

/** As kube-apiserver's own limit for a request body. */
const bytesMax = 3 * 1024 * 1024;

/** @throws ApiError RequestEntityTooLarge, TooManyRequests, Timeout. */
export function readBody(request: Request, deadlines: BodyDeadlines): Promise<Uint8Array> {
  return reading(request, deadlines, (until) => readWhole(request, bytesMax, until));
}

/** The same, as a text. */
export function readText(request: Request, deadlines: BodyDeadlines): Promise<string> {
  return reading(request, deadlines, (until) => readWholeText(request, bytesMax, until));
}

async function reading<T>(
  request: Request,
  deadlines: BodyDeadlines,
  read: (until: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  // Only what comes over a network may not come to its end.
  const deadline = request instanceof ReceivedRequest ? deadlines.begin() : undefined;
  try {
    return await read(deadline?.signal);
  } catch (error) {
    if (error instanceof BodiesTooMany) throw tooManyRequests();
    // As of all that Go's reader fails with, which has no reason of the API's.
    if (error instanceof MalformedBody) throw new ApiError({ message: error.message, code: 500 });
    if (!(error instanceof BodyTooLarge)) throw error;
    throw new ApiError({
      message: `Request entity too large: limit is ${bytesMax}`,
      reason: "RequestEntityTooLarge",
      code: 413,
    });
  } finally {
    deadline?.end();
  }
}

export function mediaType(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** A body that is no object: what Go says of it, for the endpoint to tell in its own way. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}

/**
 * @param request.comesAgain servers that start in this process one after the other are sent the same: it is
 *   parsed once for all, and what comes of it must never be changed
 * @throws ApiError UnsupportedMediaType, DecodeError.
 */
export function parseBody(
  request: { bytes: Uint8Array; type: string; comesAgain?: boolean },
  codecs: Codecs | undefined,
): ParsedBody {
  const { bytes, comesAgain = false } = request;
  const type = requireMediaType(request.type, codecs);
  if (type === "application/json") {
    const parse = comesAgain ? parseOnce : parseJson;
    return { ...parse(text(bytes)), encoding: "json" };
  }
  if (type === "application/yaml") return { ...parseYaml(text(bytes)), encoding: "yaml" };
  const value = codecs?.decode(bytes);
  if (isTooDeep(value)) throw badRequest(tooDeep);
  return { value, duplicates: [], encoding: "protobuf" };
}

/** @throws ApiError UnsupportedMediaType. */
export function requireMediaType(given: string, codecs: Codecs | undefined): string {
  const type = given || "application/json";
  const types = ["application/json", "application/yaml"];
  if (codecs) types.push("application/vnd.kubernetes.protobuf");
  if (types.includes(type)) return type;
  throw unsupportedMediaType(types);
}

export function unsupportedMediaType(types: readonly string[]): ApiError {
  return new ApiError({
    message: `the body of the request was in an unknown format - accepted media types include: ${types.join(", ")}`,
    reason: "UnsupportedMediaType",
    code: 415,
  });
}

const known = createCache<ReturnType<typeof parseJson>>(100);

/** Parts that are shared are also known to whoever looked through them for the servers before. */
function parseOnce(body: string) {
  let parsed = known.get(body);
  if (!parsed) {
    parsed = parseJson(body);
    known.set(body, parsed);
  }
  return parsed;
}

function parseJson(body: string) {
  let value: unknown;
  try {
    value = parseNumbers(body);
  } catch (error) {
    throw new DecodeError(noVersion(goJsonError(body) ?? String(error)));
  }
  if (isTooDeep(value)) throw new DecodeError(noVersion(tooDeep));
  const duplicates = duplicateFields(body, value).map((path) => `duplicate field "${path}"`);
  return { value, duplicates };
}

export function parseYaml(body: string): { value: unknown; duplicates: string[] } {
  return { value: yamlValue(body), duplicates: [] };
}

/** @throws DecodeError for a value that is no object, or none that could say of what kind it is. */
export function requireObject(value: unknown): ApiObject {
  if (value === null) return {} as ApiObject;
  if (typeof value !== "object" || Array.isArray(value)) throw new DecodeError(noObject(value));
  const wrong = Object.entries(value).find(
    ([key, each]) =>
      (key === "apiVersion" || key === "kind") && each !== null && typeof each !== "string",
  );
  const { apiVersion } = value as { apiVersion?: unknown };
  if (!wrong && typeof apiVersion === "string" && apiVersion.split("/").length > 2) {
    throw new DecodeError(`unexpected GroupVersion string: ${apiVersion}`);
  }
  if (!wrong) return value as ApiObject;
  const [key, each] = wrong;
  throw new DecodeError(
    noVersion(`json: cannot unmarshal ${goKind(each)} into Go struct field .${key} of type string`),
  );
}

/** A body's beginning, as messages show it. */
export function summarize(bytes: Uint8Array): string {
  const most = 30;
  if (bytes.length === 0) return "<empty>";
  const head = Buffer.from(bytes.subarray(0, most));
  const shown = head[0] === 0x7b ? head.toString() : head.toString("hex");
  return bytes.length > most ? `${shown} ...` : shown;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
