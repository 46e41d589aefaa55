import { parseDocument } from "yaml";
import { ApiError, badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Codecs } from "./codecs.ts";
import { duplicateFields } from "./duplicate-fields.ts";

/** A request's body as a value. */
export interface ParsedBody {
  value: unknown;
  /** `duplicate field "data.a"` */
  duplicates: string[];
  encoding: "json" | "yaml" | "protobuf";
}

/** As kube-apiserver's own limit for a request body. */
const bytesMax = 3 * 1024 * 1024;

/** @throws ApiError RequestEntityTooLarge. */
export async function readBody(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) {
      throw new ApiError({
        message: `Request entity too large: limit is ${bytesMax}`,
        reason: "RequestEntityTooLarge",
        code: 413,
      });
    }
    chunks.push(chunk);
  }
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks);
}

export function mediaType(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** @throws ApiError UnsupportedMediaType, BadRequest. */
export function parseBody(
  request: { bytes: Uint8Array; type: string; kind: string },
  codecs: Codecs | undefined,
): ParsedBody {
  const { bytes, kind } = request;
  const type = request.type || "application/json";
  if (type === "application/json") {
    return { ...parseJson(text(bytes), kind), encoding: "json" };
  }
  if (type === "application/yaml") {
    return { ...parseYaml(text(bytes)), encoding: "yaml" };
  }
  if (type === "application/vnd.kubernetes.protobuf" && codecs) {
    return { value: codecs.decode(bytes), duplicates: [], encoding: "protobuf" };
  }
  const types = ["application/json", "application/yaml"];
  if (codecs) types.push("application/vnd.kubernetes.protobuf");
  throw unsupportedMediaType(types);
}

export function unsupportedMediaType(types: readonly string[]): ApiError {
  return new ApiError({
    message: `the body of the request was in an unknown format - accepted media types include: ${types.join(", ")}`,
    reason: "UnsupportedMediaType",
    code: 415,
  });
}

function parseJson(body: string, kind: string) {
  try {
    const value: unknown = JSON.parse(body);
    const duplicates = duplicateFields(body, value).map((path) => `duplicate field "${path}"`);
    return { value, duplicates };
  } catch (error) {
    const shown = body === "" ? "<empty>" : body.slice(0, 200);
    const why = describeJsonError(body, error);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ` +
        `couldn't get version/kind; json parse error: ${why} (${shown})`,
    );
  }
}

/** Go's words for the common case of a text that ends early; the engine's own for others. */
function describeJsonError(body: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (
    body === "" ||
    /end of JSON input|Unterminated|Expected property name or '}'.*position \d+/.test(message)
  ) {
    return "unexpected end of JSON input";
  }
  return message;
}

export function parseYaml(body: string): { value: unknown; duplicates: string[] } {
  const document = parseDocument(body, { uniqueKeys: false, schema: "yaml-1.1", merge: true });
  const [problem] = document.errors;
  if (problem) throw badRequest(`error converting YAML to JSON: yaml: ${problem.message}`);
  // Through JSON: timestamps and the like become text, as sigs.k8s.io/yaml has it.
  return { value: JSON.parse(JSON.stringify(document.toJS() ?? null)), duplicates: [] };
}

/** @throws ApiError BadRequest for a value that is no object. */
export function requireObject(value: unknown, kind: string): ApiObject {
  if (value === null) return {} as ApiObject;
  if (typeof value === "object" && !Array.isArray(value)) return value as ApiObject;
  const found = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  const tag = (name: string) => JSON.stringify(`json:${JSON.stringify(`${name},omitempty`)}`);
  const wanted = `struct { APIVersion string ${tag("apiVersion")}; Kind string ${tag("kind")} }`;
  throw badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ` +
      `json: cannot unmarshal ${found} into Go value of type ${wanted} (${Buffer.from(JSON.stringify(value)).toString("hex")})`,
  );
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
