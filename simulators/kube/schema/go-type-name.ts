import type { Schema, SchemaSet } from "../model/schema.ts";

/** Fields whose strings have a type of their own in Go, as far as its messages were met. */
const namedTypes: Readonly<Record<string, string>> = {
  "ObjectMeta.uid": "types.UID",
  "OwnerReference.uid": "types.UID",
  "DeleteOptions.propagationPolicy": "v1.DeletionPropagation",
  "Preconditions.uid": "types.UID",
  "ManagedFieldsEntry.operation": "v1.ManagedFieldsOperationType",
  "Secret.type": "v1.SecretType",
  "PodStatus.phase": "v1.PodPhase",
  "NamespaceStatus.phase": "v1.NamespacePhase",
  "ServicePort.protocol": "v1.Protocol",
  "ContainerPort.protocol": "v1.Protocol",
  "ServiceSpec.type": "v1.ServiceType",
  "ServiceSpec.sessionAffinity": "v1.ServiceAffinity",
  "PodSpec.restartPolicy": "v1.RestartPolicy",
  "Container.imagePullPolicy": "v1.PullPolicy",
};

/** The name of the struct a reference leads to: `ObjectMeta`. */
export function structName({ ref }: Schema): string {
  return ref?.split(".").at(-1) ?? "";
}

/** A type as Go prints it: `map[string]string`, `[]v1.OwnerReference`. `field` is `Struct.field`. */
export function goTypeOf(of: Schema, schemas: SchemaSet, field: string): string {
  const schema = schemas.resolve(of);
  switch (schema.type) {
    case "string":
      return schema.format === "byte" ? "[]uint8" : (namedTypes[field] ?? "string");
    case "boolean":
      return "bool";
    case "integer":
      return schema.format === "int32" ? "int32" : "int64";
    case "number":
      return "float64";
    case "array":
      return `[]${schema.items ? goTypeOf(schema.items, schemas, "") : "interface {}"}`;
    default:
      break;
  }
  if (typeof schema.additionalProperties === "object" && of.ref === undefined) {
    return `map[string]${goTypeOf(schema.additionalProperties, schemas, "")}`;
  }
  const [name = "", version = ""] = (of.ref ?? "").split(".").reverse();
  return version === "" ? "interface {}" : `${version}.${name}`;
}
