import type { Clock } from "../../../harness/core/clock.ts";
import { ReceivedRequest } from "../../support/received-request.ts";
import { goQuote } from "../access/go-quote.ts";
import { badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { failed } from "../patch/patch-error.ts";
import type { Call } from "../registry/call.ts";
import { isDefinition } from "../registry/crd.ts";
import { type DeleteOptions, parseDeleteOptions } from "../registry/delete-options.ts";
import type { Input } from "../registry/input.ts";
import type { ParsedPatch, PatchType } from "../registry/patch.ts";
import { validateWriteOptions } from "../registry/write-options.ts";
import {
  DecodeError,
  mediaType,
  parseBody,
  readBody,
  readText,
  requireMediaType,
  requireObject,
  summarize,
} from "./body.ts";
import { bodyDeadlines } from "./body-deadlines.ts";
import type { Codecs } from "./codecs.ts";
import { parsePatch } from "./parse-patch.ts";
import { patchTypeOf } from "./patch-type.ts";

/** Reads what a request to a resource brings, and tells what is wrong with it in the server's order. */
export interface RequestReader {
  object(options?: "CreateOptions" | "UpdateOptions"): Promise<Input>;
  /** The patch itself is parsed when there is an object to patch. */
  patch(): Promise<{ type: PatchType; parse: () => ParsedPatch }>;
  deleteOptions(): Promise<DeleteOptions>;
}

export function requestReader(reading: {
  request: Request;
  call: Call;
  codecs: Codecs | undefined;
  clock: Clock;
}): RequestReader {
  const { request, call, codecs } = reading;
  const deadlines = bodyDeadlines(reading.clock);
  const { query } = call;
  return {
    async object(options = "CreateOptions") {
      const type = mediaType(request);
      if (options === "CreateOptions") requireMediaType(type, codecs);
      const bytes = await readBody(request, deadlines);
      validateWriteOptions(options, query);
      const { definition } = call.target;
      const comesAgain = isDefinition(definition) && !(request instanceof ReceivedRequest);
      return decodeObject({ bytes, type, comesAgain, call, codecs });
    },
    async patch() {
      const type = patchTypeOf(mediaType(request), call.target.definition);
      const text = await readText(request, deadlines);
      validateWriteOptions("PatchOptions", query, type);
      const parse = () => parsePatch(type, text, query.get("fieldValidation") ?? "");
      return { type, parse };
    },
    async deleteOptions() {
      const bytes = await readBody(request, deadlines);
      if (bytes.length === 0) return parseDeleteOptions(undefined, query);
      try {
        const { value } = parseBody({ bytes, type: mediaType(request) }, codecs);
        return parseDeleteOptions(requireObject(value), query);
      } catch (error) {
        throw error instanceof DecodeError ? failed(error.message) : error;
      }
    },
  };
}

/** @throws ApiError BadRequest. */
function decodeObject(reading: {
  bytes: Uint8Array;
  type: string;
  comesAgain: boolean;
  call: Call;
  codecs: Codecs | undefined;
}): Input {
  const { bytes, codecs } = reading;
  const { query, target } = reading.call;
  const { definition, version, subresource } = target;
  try {
    const body = parseBody(reading, codecs);
    const object = requireObject(body.value);
    if (subresource === "scale") requireScale(object, definition.custom);
    else if (definition.custom && !object.kind) {
      const why = `Object 'Kind' is missing in '${Buffer.from(bytes)}'`;
      if (query.get("fieldValidation") !== "Ignore") throw new DecodeError(why);
      const { kind } = definition;
      throw badRequest(
        `${kind} in version "${version.name}" cannot be handled as a ${kind}: ${why}`,
      );
    }
    return { object, duplicates: body.duplicates };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (definition.custom && subresource === "scale") throw badRequest(noScale);
    const kind = subresource === "scale" ? "Scale" : definition.kind;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ` +
        `${error.message} (${summarize(bytes)})`,
    );
  }
}

/** Whatever is wrong with the scale of a custom resource. */
const noScale = 'no kind is registered for the type v1.Scale in scheme "pkg/runtime/scheme.go:110"';

/** @throws DecodeError, and ApiError for a resource that is built in. */
function requireScale({ apiVersion, kind }: Partial<ApiObject>, custom: boolean): void {
  const version = apiVersion || "autoscaling/v1";
  if ((kind || "Scale") === "Scale" && version === "autoscaling/v1") return;
  const why = `no kind ${goQuote(kind ?? "Scale")} is registered for version ${goQuote(version)} in scheme "pkg/runtime/scheme.go:110"`;
  if (custom) throw new DecodeError(why);
  const named = `${kind || "Scale"} in version "${version.split("/").at(-1)}"`;
  throw badRequest(`${named} cannot be handled as a Scale: ${why}`);
}
