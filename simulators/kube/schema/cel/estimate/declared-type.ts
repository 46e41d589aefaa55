import type { JsonSchemaProps } from "../../../definitions/custom/crd-shape.ts";
import { bool, type CelType, dyn, int, simple, text } from "./type.ts";

/** Of a request, in bytes. */
const requestBytesMax = 3 * 1024 * 1024;

/** The type of a schema's values in CEL; nothing for those that rules don't get to see. */
export function declaredType(schema: JsonSchemaProps, isRoot = false): CelType | undefined {
  if (schema["x-kubernetes-int-or-string"]) {
    return { ...dyn, maxElements: bytesOf(schema) ?? BigInt(requestBytesMax - 2) };
  }
  switch (schema.type) {
    case "array":
      return listType(schema);
    case "object":
      return mapType(schema) ?? objectType(schema, isRoot);
    case "string":
      return textType(schema);
    case "boolean":
      return bool;
    case "number":
      return simple("double");
    case "integer":
      return int;
    default:
      return undefined;
  }
}

function listType({ items, maxItems }: JsonSchemaProps): CelType | undefined {
  const elem = items && declaredType(items, isEmbedded(items));
  if (!elem) return undefined;
  const most = maxItems ?? Math.floor((requestBytesMax - 2) / (elem.minSize + 1));
  return { kind: "list", elem, maxElements: limit(most), minSize: 2 };
}

/** Null for what is no map, undefined for one whose values aren't seen. */
function mapType({ additionalProperties, maxProperties }: JsonSchemaProps): CelType | undefined {
  if (typeof additionalProperties !== "object") return undefined;
  const elem = declaredType(additionalProperties, isEmbedded(additionalProperties));
  if (!elem) return undefined;
  const most = maxProperties ?? Math.floor((requestBytesMax - 2) / (elem.minSize + 6));
  return { kind: "map", key: text, elem, maxElements: limit(most), minSize: 2 };
}

function objectType(schema: JsonSchemaProps, isRoot: boolean): CelType | undefined {
  if (typeof schema.additionalProperties === "object") return undefined;
  const { required = [] } = schema;
  const properties = { ...schema.properties, ...(isRoot ? implied : {}) };
  const fields = new Map<string, CelType>();
  let minSize = 2;
  for (const [name, property] of Object.entries(properties)) {
    const type = declaredType(property, isEmbedded(property));
    if (!type) continue;
    const escaped = escapeName(name);
    if (escaped !== undefined) fields.set(escaped, type);
    if (reserved.has(name)) fields.set(name, { ...type, isUnsized: true });
    if (required.includes(name) && property.default === undefined) {
      minSize += Buffer.byteLength(name) + type.minSize + 4;
    }
  }
  return { kind: "object", fields, maxElements: 0n, minSize };
}

const implied: Record<string, JsonSchemaProps> = {
  kind: { type: "string" },
  apiVersion: { type: "string" },
  metadata: {
    type: "object",
    properties: { name: { type: "string" }, generateName: { type: "string" } },
  },
};

function textType(schema: JsonSchemaProps): CelType {
  switch (schema.format) {
    case "byte":
      return {
        kind: "bytes",
        maxElements: limit(schema.maxLength ?? requestBytesMax - 2),
        minSize: 2,
      };
    case "duration":
      return { kind: "duration", maxElements: 32n, minSize: 3 };
    case "date":
      return { kind: "timestamp", maxElements: 12n, minSize: 12 };
    case "date-time":
      return { kind: "timestamp", maxElements: 32n, minSize: 21 };
    default:
      return { kind: "string", maxElements: bytesOf(schema) ?? longest(schema), minSize: 2 };
  }
}

/** A character takes four bytes at most. */
function bytesOf({ maxLength }: JsonSchemaProps): bigint | undefined {
  return maxLength === undefined ? undefined : limit(maxLength) * 4n;
}

function longest({ enum: values = [] }: JsonSchemaProps): bigint {
  if (values.length === 0) return BigInt(requestBytesMax - 2);
  const lengths = values.map((each) => (typeof each === "string" ? Buffer.byteLength(each) : 0));
  return BigInt(Math.max(...lengths));
}

function limit(value: number): bigint {
  return BigInt(Math.max(0, Math.trunc(value)));
}

function isEmbedded(schema: JsonSchemaProps): boolean {
  return schema["x-kubernetes-embedded-resource"] === true;
}

/** What CEL has words for itself. */
export const reserved = new Set(
  (
    "true false null in as break const continue else for function if import let loop package " +
    "namespace return var void while"
  ).split(" "),
);

/** A property's name as rules write it; nothing for one that they can't. */
export function escapeName(name: string): string | undefined {
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return undefined;
  if (reserved.has(name)) return `__${name}__`;
  const parts: Record<string, string> = {
    __: "__underscores__",
    ".": "__dot__",
    "-": "__dash__",
    "/": "__slash__",
  };
  return name.replace(/__|[./-]/g, (part) => parts[part] ?? part);
}
