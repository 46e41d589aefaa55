import { serverSideApply } from "../apply/server-side-apply.ts";
import { keepTimes } from "../apply/timestamps.ts";
import { badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { failed } from "../patch/patch-error.ts";
import type { Call, Registry } from "./call.ts";
import { groupVersion } from "./conversion.ts";
import { convertOwners } from "./convert-owners.ts";
import { leavesEmptied, noteEmptied } from "./emptied-metadata.ts";
import { timestamp } from "./identity.ts";
import { acceptInput, mistyped } from "./input.ts";
import type { ParsedPatch } from "./patch.ts";
import { keepUid } from "./patched-identity.ts";
import { resetFields } from "./reset-fields.ts";
import { requireSameName } from "./same-name.ts";
import { sameNamespace } from "./same-namespace.ts";
import { requireNumber, type Updated, update } from "./update.ts";

/** Server-side apply. */
export function applyConfiguration(
  registry: Registry,
  call: Call,
  parse: () => ParsedPatch,
): Promise<Updated> {
  const { definition, version } = call.target;
  const { schema, schemas } = version;
  const owners = convertOwners(call.target);
  const force = isTrue(call.query.get("force"));
  return update({
    registry,
    call,
    // The status of a Service is one with it in this.
    createsWhenAbsent: call.target.subresource === undefined || definition.kind === "Service",
    change(live) {
      const { patch, duplicates } = parse();
      const applied = readConfiguration(patch, call);
      const object = serverSideApply({
        schema,
        schemas,
        live,
        applied,
        manager: call.manager,
        apiVersion: groupVersion(definition.group, version.name),
        ...(call.target.subresource ? { subresource: call.target.subresource } : {}),
        force,
        resetFields: resetFields(call.target),
        ...owners,
        now: timestamp(registry.clock),
      });
      const whole = completed(object, applied, call);
      const structs = !definition.custom;
      const isTimed = live && !leavesEmptied(whole);
      const done = isTimed ? keepTimes({ live, updated: whole, structs }) : whole;
      reportRepeated(duplicates, call);
      const { resourceVersion } = done.metadata;
      if (!live && resourceVersion) requireNumber(resourceVersion);
      const placed = sameNamespace(done, call.target);
      requireSameName(placed, call.target);
      return keepUid(placed, live, call);
    },
  });
}

/** Defaults of what the merge brought in. */
function completed(object: ApiObject, applied: ApiObject, call: Call): ApiObject {
  const wrong = call.target.definition.custom ? undefined : mistyped(object, call, true);
  if (wrong !== undefined) {
    const { namespace = "", name = "" } = applied.metadata ?? {};
    const kind = kindOf(applied);
    throw failed(
      `failed to convert new object (${namespace}/${name}; ${kind}) to proper version: ` +
        `unable to convert unstructured object to ${kind}: ${wrong}`,
    );
  }
  const query = new URLSearchParams("fieldValidation=Ignore");
  const quiet = { ...call, warnings: [], query };
  const whole = acceptInput({ object, duplicates: [], merged: true }, quiet);
  return call.target.definition.custom ? noteEmptied(whole, object) : whole;
}

/** What is applied, which must say what it is. @throws ApiError BadRequest. */
export function readConfiguration(patch: unknown, call: Call): ApiObject {
  const applied = asConfiguration(patch);
  requireKind(applied, call);
  return applied;
}

/** @throws ApiError BadRequest. */
function asConfiguration(patch: unknown): ApiObject {
  if (patch === null || patch === undefined) return {} as ApiObject;
  if (typeof patch === "object" && !Array.isArray(patch)) return patch as ApiObject;
  const found = Array.isArray(patch) ? "array" : typeof patch === "boolean" ? "bool" : typeof patch;
  throw badRequest(
    "error decoding YAML: error unmarshaling JSON: while decoding JSON: " +
      `json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
  );
}

function requireKind(applied: ApiObject, { target }: Call): void {
  const { definition, version } = target;
  const wanted = groupVersion(definition.group, version.name);
  if (applied.apiVersion === wanted && applied.kind === definition.kind) return;
  throw badRequest(`invalid object type: ${kindOf(applied)}`);
}

function kindOf(applied: Partial<ApiObject>): string {
  const apiVersion = textOf(applied.apiVersion);
  const kind = textOf(applied.kind);
  if (apiVersion.split("/").length > 2) return "/, Kind=";
  return `${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Keys that stand twice in the text are told of once all else went well. */
function reportRepeated(repeated: readonly string[], { query, warnings }: Call): void {
  if (repeated.length === 0) return;
  const asked = query.get("fieldValidation") || "Warn";
  if (asked === "Warn") {
    for (const each of repeated) if (!warnings.includes(each)) warnings.push(each);
  }
  if (asked !== "Strict") return;
  const lines = repeated.map((each) => `\n  ${each}`).join("");
  throw badRequest(
    `error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:${lines}`,
  );
}

/** As Go reads a boolean parameter. */
function isTrue(value: string | null): boolean {
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}
