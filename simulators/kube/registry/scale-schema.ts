import type { ResourceDefinition, ServedVersion } from "../model/resource.ts";
import { builtinSchemas } from "../schema/builtin-schemas.ts";
import type { Call } from "./call.ts";

const scaleSchema = { ref: "io.k8s.api.autoscaling.v1.Scale" };

/** A request about a Scale, as if that were a resource of its own: to decode what is sent like any other. */
export function asScaleCall(call: Call): Call {
  const version: ServedVersion = {
    ...{ name: "v1", served: true, storage: true },
    ...{ schema: scaleSchema, schemas: builtinSchemas() },
    ...{ subresources: { status: false }, printerColumns: [] },
  };
  const definition: ResourceDefinition = {
    ...{ group: "autoscaling", kind: "Scale", listKind: "", plural: "", singular: "" },
    ...{ shortNames: [], categories: [], versions: [version], custom: false },
    namespaced: call.target.namespace !== undefined,
  };
  return { ...call, target: { ...call.target, definition, version } };
}
