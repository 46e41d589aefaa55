import { goQuote } from "../access/go-quote.ts";
import { ApiError, badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ScaleSubresource } from "../model/resource.ts";
import { builtinSchemas } from "../schema/builtin-schemas.ts";
import { decodeError } from "../schema/decode-error.ts";
import { pruneUnknown } from "../schema/prune.ts";
import type { Call } from "./call.ts";
import { conflict } from "./errors.ts";
import { reportFields } from "./input.ts";

/** A scale of nothing is none, of a custom resource. @throws ApiError */
export function requireReplicas(
  replicas: unknown,
  where: ScaleSubresource,
  { target }: Call,
): void {
  if (!target.definition.custom) return;
  if (replicas !== undefined) return;
  const message = `the spec replicas field ${goQuote(where.specReplicasPath)} does not exist`;
  throw new ApiError({
    message: `Internal error occurred: ${message}`,
    reason: "InternalError",
    details: { causes: [{ message }] },
    code: 500,
  });
}

/** A patched Scale may not be of another object. @throws ApiError Conflict. */
export function requireScaleUid({ target }: Call, uid: string | undefined, live: ApiObject): void {
  const { group, plural, custom } = target.definition;
  const { name, uid: own } = live.metadata;
  if (custom || !uid || uid === own) return;
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${own}`;
  throw conflict({ group, resource: `${plural}/scale` }, name, why);
}

/** Fields of a Scale that nobody knows are told of before anything is looked for. */
export function reportScaleFields(scale: ApiObject, call: Call): void {
  const schema = { ref: "io.k8s.api.autoscaling.v1.Scale" };
  const schemas = builtinSchemas();
  const wrong = decodeError({ schema, schemas, value: scale });
  // Of what it can't read it says nothing but that.
  if (call.target.definition.custom && wrong !== undefined)
    throw badRequest(
      'no kind is registered for the type v1.Scale in scheme "pkg/runtime/scheme.go:110"',
    );
  const { unknown } = pruneUnknown({ schema, schemas, value: scale });
  reportFields(
    unknown.map((path) => `unknown field "${path}"`),
    call,
  );
}
