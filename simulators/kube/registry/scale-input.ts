import { goQuote } from "../access/go-quote.ts";
import { nonNegative } from "../definitions/validation/check.ts";
import { ApiError, badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ScaleSubresource } from "../model/resource.ts";
import { decodeError } from "../schema/decode-error.ts";
import { pruneUnknown } from "../schema/prune.ts";
import type { Call } from "./call.ts";
import { conflict, invalid } from "./errors.ts";
import { reportFields } from "./input.ts";
import { validateMetadata } from "./names.ts";
import { asScaleCall } from "./scale-schema.ts";
import { integerAt, textProblem } from "./scale-values.ts";

/** A scale of nothing is none, of a custom resource. @throws ApiError */
export function requireReplicas(
  object: ApiObject,
  { specReplicasPath }: ScaleSubresource,
  { target }: Call,
): void {
  if (!target.definition.custom || integerAt(object, specReplicasPath).there) return;
  const message = `the spec replicas field ${goQuote(specReplicasPath)} does not exist`;
  throw new ApiError({
    message: `Internal error occurred: ${message}`,
    reason: "InternalError",
    details: { causes: [{ message }] },
    code: 500,
  });
}

/** Why a custom resource can't be told the scale of. @throws ApiError without a name. */
export function requireScalable(
  object: ApiObject,
  where: ScaleSubresource,
  { target }: Call,
): void {
  if (!target.definition.custom) return;
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = where;
  const problem =
    integerAt(object, specReplicasPath).problem ??
    integerAt(object, statusReplicasPath).problem ??
    (labelSelectorPath === undefined ? undefined : textProblem(object, labelSelectorPath));
  if (problem !== undefined) throw new ApiError({ message: problem, code: 500 });
}

/** What is wrong with the Scale of a built-in resource. @throws ApiError Invalid, Conflict. */
export function requireFineScale(call: Call, scale: ApiObject, live: ApiObject): void {
  const { group, plural, custom } = call.target.definition;
  if (custom) return;
  const { definition } = asScaleCall(call).target;
  const { replicas } = (scale.spec ?? {}) as { replicas?: unknown };
  const { name, uid: own } = live.metadata;
  const problems = [
    ...validateMetadata(scale, definition),
    ...nonNegative(replicas, "spec.replicas"),
  ];
  if (problems.length > 0) throw invalid({ group: "autoscaling", kind: "Scale" }, name, problems);
  const { uid } = scale.metadata;
  if (!uid || uid === own) return;
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${own}`;
  throw conflict({ group, resource: `${plural}/scale` }, name, why);
}

/** What no Scale can be read from, and fields that nobody knows, are told of before anything is looked for. */
export function reportScaleFields(
  scale: ApiObject,
  duplicates: readonly string[],
  call: Call,
): void {
  const asked = asScaleCall(call);
  const { schema, schemas } = asked.target.version;
  const wrong = decodeError({ schema, schemas, value: scale });
  const { unknown } = pruneUnknown({ schema, schemas, value: scale });
  const problems = [...unknown.map((path) => `unknown field "${path}"`), ...duplicates];
  const strict = call.query.get("fieldValidation") === "Strict" && problems.length > 0;
  // Of what it can't read it says nothing but that.
  if (call.target.definition.custom && (wrong !== undefined || strict)) {
    throw badRequest(
      'no kind is registered for the type v1.Scale in scheme "pkg/runtime/scheme.go:110"',
    );
  }
  if (wrong !== undefined)
    throw badRequest(`Scale in version "v1" cannot be handled as a Scale: ${wrong}`);
  reportFields(problems, asked);
}
