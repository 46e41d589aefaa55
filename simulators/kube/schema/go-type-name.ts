import type { Schema, SchemaSet } from "../model/schema.ts";

/** The name of the struct a reference leads to: `ObjectMeta`. */
export function structName({ ref }: Schema): string {
  if (ref === undefined) return "";
  let name = names.get(ref);
  if (name === undefined) {
    name = ref.split(".").at(-1) ?? "";
    names.set(ref, name);
  }
  return name;
}

/** By reference: it is asked for with every struct of every object. */
const names = new Map<string, string>();

/** A type as Go prints it: `map[string]string`, `[]v1.OwnerReference`, `types.UID`. */
export function goTypeOf(of: Schema, schemas: SchemaSet): string {
  if (of.goType !== undefined) return of.goType;
  if (of.ref !== undefined) return of.ref.split(".").slice(-2).join(".");
  const schema = schemas.resolve(of);
  switch (schema.type) {
    case "string":
      return schema.format === "byte" ? "[]uint8" : "string";
    case "boolean":
      return "bool";
    case "integer":
      return schema.format === "int32" ? "int32" : "int64";
    case "number":
      return "float64";
    case "array":
      return `[]${schema.items ? goTypeOf(schema.items, schemas) : "interface {}"}`;
    default:
      break;
  }
  const { additionalProperties: values } = schema;
  return typeof values === "object" ? `map[string]${goTypeOf(values, schemas)}` : "interface {}";
}
