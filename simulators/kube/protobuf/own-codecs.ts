import { canonicalQuantity } from "../schema/canonical-quantity.ts";
import { type Codec, isNone, isWire, mismatch, type Wire } from "./codec.ts";
import { rawJson } from "./raw-json.ts";
import { microTimeCodec, timeCodec } from "./time-codecs.ts";

const meta = "k8s.io.apimachinery.pkg.apis.meta.v1";
const extensions = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1";

/** Types with Go code of their own for JSON, by the name of their message; `of` gives other codecs. */
export const ownCodecs: Record<string, (of: (name: string) => Codec) => Codec> = {
  [`${meta}.Time`]: () => timeCodec,
  [`${meta}.MicroTime`]: () => microTimeCodec,
  [`${meta}.FieldsV1`]: () => rawJson("Raw"),
  "k8s.io.apimachinery.pkg.runtime.RawExtension": () => rawJson("raw"),
  [`${extensions}.JSON`]: () => rawJson("raw"),
  "k8s.io.apimachinery.pkg.api.resource.Quantity": () => quantityCodec,
  "k8s.io.apimachinery.pkg.util.intstr.IntOrString": () => intOrStringCodec,
  [`${extensions}.JSONSchemaPropsOrBool`]: (of) => schemaOrBool(schemaOf(of)),
  [`${extensions}.JSONSchemaPropsOrArray`]: (of) =>
    schemaOrList("jSONSchemas", schemaOf(of), schemaOf(of)),
  [`${extensions}.JSONSchemaPropsOrStringArray`]: (of) =>
    schemaOrList("property", schemaOf(of), stringCodec),
};

const schemaOf = (of: (name: string) => Codec) => of(`${extensions}.JSONSchemaProps`);

const quantityCodec: Codec = {
  toJson(wire) {
    const text = isWire(wire) ? wire.string : undefined;
    // Zero has no bytes; text that is there must be a quantity.
    return typeof text === "string" && isWire(wire) && Object.hasOwn(wire, "string")
      ? canonicalQuantity(text)
      : "0";
  },
  toWire(json, path) {
    if (isNone(json)) return { string: "0" };
    // YAML has `cpu: 1`, which Go reads as well.
    if (typeof json !== "string" && typeof json !== "number")
      throw mismatch(path, "a quantity", json);
    return { string: canonicalQuantity(String(json)) };
  },
  isEmpty: () => false,
};

const intOrStringCodec: Codec = {
  toJson(wire) {
    const { type, intVal, strVal } = isWire(wire) ? wire : {};
    const isString = Number(type ?? 0);
    if (isString !== 0 && isString !== 1) throw new Error("impossible IntOrString.Type");
    return isString === 1 ? (strVal ?? "") : (intVal ?? 0);
  },
  toWire(json, path) {
    if (typeof json === "string") return { type: 1, intVal: 0, strVal: json };
    if (!isNone(json) && !Number.isInteger(json))
      throw mismatch(path, "an integer or string", json);
    return { type: 0, intVal: json ?? 0, strVal: "" };
  },
  isEmpty: () => false,
};

const stringCodec: Codec = {
  toJson: (wire) => wire,
  toWire: (json) => json,
  isEmpty: () => false,
};

function schemaOrBool(schema: Codec): Codec {
  return {
    toJson(wire) {
      const { allows, schema: held } = isWire(wire) ? wire : {};
      return isNone(held) ? allows === true : schema.toJson(held);
    },
    toWire(json, path): Wire {
      if (isNone(json) || typeof json === "boolean") return { allows: json === true };
      return { allows: true, schema: schema.toWire(json, path) };
    },
    isEmpty: () => false,
  };
}

function schemaOrList(listName: string, schema: Codec, item: Codec): Codec {
  return {
    toJson(wire) {
      const { schema: held, [listName]: list } = isWire(wire) ? wire : {};
      if (Array.isArray(list) && list.length > 0) return list.map(item.toJson);
      return isNone(held) ? null : schema.toJson(held);
    },
    toWire(json, path): Wire {
      if (isNone(json)) return {};
      if (!Array.isArray(json)) return { schema: schema.toWire(json, path) };
      return { [listName]: json.map((held, index) => item.toWire(held, `${path}[${index}]`)) };
    },
    isEmpty: () => false,
  };
}
