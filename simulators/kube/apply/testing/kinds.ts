import { noReferences, type Schema, type SchemaSet } from "../../model/schema.ts";
import { builtinSchemas } from "../../schema/builtin-schemas.ts";
import { thingSchema } from "./thing.ts";

/** A kind that ownership is tried on. */
export interface TestedKind {
  apiVersion: string;
  kind: string;
  /** Where its objects are, in namespace `default`. */
  path: string;
  schema: Schema;
  schemas: SchemaSet;
  /** Has a status subresource. */
  status: boolean;
}

export type KindName = "ConfigMap" | "Deployment" | "Service" | "Thing";

export function testedKind(name: KindName): TestedKind {
  const builtin = (api: string, schemaGroup: string, status: boolean, plural: string) => ({
    apiVersion: api,
    kind: name,
    path: `${api.includes("/") ? "/apis" : "/api"}/${api}/namespaces/default/${plural}`,
    schema: { ref: `io.k8s.api.${schemaGroup}.${name}` },
    schemas: builtinSchemas(),
    status,
  });
  switch (name) {
    case "ConfigMap":
      return builtin("v1", "core.v1", false, "configmaps");
    case "Deployment":
      return builtin("apps/v1", "apps.v1", true, "deployments");
    case "Service":
      return builtin("v1", "core.v1", true, "services");
    case "Thing":
      return {
        apiVersion: "tests.example.com/v1",
        kind: name,
        path: "/apis/tests.example.com/v1/namespaces/default/things",
        schema: thingSchema,
        schemas: noReferences,
        status: true,
      };
  }
}
