import { writeObject } from "../../definitions/read-object.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { applyJsonPatch } from "../../patch/json-patch.ts";
import type { FoundResource } from "../../registry/catalog.ts";
import { applyDefaults } from "../../schema/apply-defaults.ts";
import { pruneUnknown } from "../../schema/prune.ts";
import { internalError } from "../attributes.ts";
import { CallFailed } from "./failure.ts";

/**
 * An object with a webhook's patch: read again as if a client had sent it, but silent on fields that
 * nobody knows. @throws CallFailed for what is no patch, ApiError for one that doesn't apply.
 */
export function patchObject(object: ApiObject, patch: unknown, found: FoundResource): ApiObject {
  if (!Array.isArray(patch)) {
    throw new CallFailed(
      "received undecodable patch in webhook response: json: cannot unmarshal object into Go value of type jsonpatch.Patch",
    );
  }
  let patched: unknown = structuredClone(object);
  for (const operation of patch) {
    try {
      // The library of patches changes maps in place.
      patched = applyJsonPatch(patched as Parameters<typeof applyJsonPatch>[0], [operation]);
    } catch {
      throw internalError(describe(operation ?? {}, patched));
    }
  }
  return read(patched as ApiObject, found);
}

/** An object as the server decodes it. */
function read(object: ApiObject, { definition, version }: FoundResource): ApiObject {
  const { schema, schemas } = version;
  // Of a custom resource the unknown is dropped when it's stored: later webhooks still see it.
  if (definition.custom) return applyDefaults({ schema, schemas, value: object });
  const known = pruneUnknown({ schema, schemas, value: object }).value;
  const whole = structuredClone(applyDefaults({ schema, schemas, value: known }));
  // What is posted to a subresource is of another kind.
  if (object.kind === definition.kind) definition.strategy?.setDefaults?.(whole, version.name);
  return writeObject(version, whole);
}

interface Operation {
  op?: string;
  path?: string;
  from?: string;
}

/** Why an operation doesn't apply, as the library of the real server tells it. */
function describe({ op = "", path = "", from = "" }: Operation, document: unknown): string {
  const parent = valueAt(document, path.split("/").slice(1, -1));
  const key = path.split("/").at(-1) ?? "";
  const missing = typeof parent !== "object" || parent === null;
  switch (op) {
    case "add":
      return missing
        ? `add operation does not apply: doc is missing path: "${path}": missing value`
        : `error in add for path: '${path}': Unable to access invalid index: ${key}: invalid index referenced`;
    case "remove":
      return missing
        ? `remove operation does not apply: doc is missing path: "${path}": missing value`
        : `error in remove for path: '${path}': Unable to remove nonexistent key: ${key}: missing value`;
    case "replace":
      return missing
        ? `replace operation does not apply: doc is missing path: ${path}: missing value`
        : `replace operation does not apply: doc is missing key: ${path}: missing value`;
    case "test":
      return `testing value ${path} failed: test failed`;
    case "move":
    case "copy":
      return `${op} operation does not apply: doc is missing from path: ${from}: missing value`;
    default:
      return `Unexpected kind: ${op}`;
  }
}

function valueAt(document: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((value, step) => {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }, document);
}
