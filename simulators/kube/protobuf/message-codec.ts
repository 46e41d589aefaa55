import type protobuf from "protobufjs";
import { type Codec, isNone, isWire, mismatch, type Wire } from "./codec.ts";
import { protobufjs } from "./messages.ts";
import { ownCodecs } from "./own-codecs.ts";
import { scalarCodecs } from "./scalar-codecs.ts";

interface FieldPlan {
  wireName: string;
  jsonName: string;
  shape: "single" | "repeated" | "map" | "inline";
  codec: Codec;
  /** None of it is told from its zero value. */
  pointer: boolean;
  omitEmpty: boolean;
  omitZero: boolean;
}

/** A key of a map is kept though its value is null: empty bytes, and as a message one without fields. */
const emptyEntry = new Uint8Array();

const codecs = new Map<protobuf.Type, Codec>();

/** The codec of a message; made once, fields when they are first needed, for types may hold themselves. */
export function codecOf(type: protobuf.Type): Codec {
  const known = codecs.get(type);
  if (known) return known;
  const own = ownCodecs[type.fullName.slice(1)];
  const codec = own ? own((name) => codecOf(type.root.lookupType(name))) : makeCodec(type);
  codecs.set(type, codec);
  return codec;
}

function makeCodec(type: protobuf.Type): Codec {
  if (type.options?.go === "slice") return sliceCodec(type);
  let made: FieldPlan[] | undefined;
  const plans = () => {
    made ??= type.fieldsArray.map(planField);
    return made;
  };
  return {
    toJson(wire) {
      const message = isWire(wire) ? wire : {};
      const json: Record<string, unknown> = {};
      for (const plan of plans()) readField(plan, message, json);
      return json;
    },
    toWire(json, path) {
      if (!isNone(json) && !isWire(json)) throw mismatch(path, "an object", json);
      const wire: Wire = {};
      for (const plan of plans()) writeField(plan, json ?? {}, wire, path);
      return wire;
    },
    isEmpty: () => false,
  };
}

function planField(field: protobuf.Field): FieldPlan {
  const { json, go = "" } = field.resolve().options ?? {};
  const { resolvedType } = field;
  const codec =
    resolvedType instanceof protobufjs().Type ? codecOf(resolvedType) : scalarCodecs[field.type];
  if (!codec) throw new Error(`no codec for ${field.type} of ${field.fullName}`);
  return {
    wireName: field.name,
    jsonName: json ?? field.name,
    shape: field.map ? "map" : field.repeated ? "repeated" : go.includes("i") ? "inline" : "single",
    codec,
    pointer: go.includes("p"),
    omitEmpty: !go.includes("k"),
    omitZero: go.includes("z"),
  };
}

function readField(plan: FieldPlan, message: Wire, json: Record<string, unknown>): void {
  const { wireName, jsonName, codec } = plan;
  const wire = Object.hasOwn(message, wireName) ? message[wireName] : undefined;
  if (plan.shape === "inline") {
    Object.assign(json, codec.toJson(wire));
    return;
  }
  const value = plan.shape === "single" ? readSingle(plan, wire) : readMany(plan, wire);
  if (value === undefined) {
    if (!plan.omitEmpty) json[jsonName] = null;
    return;
  }
  json[jsonName] = value;
}

function readSingle({ codec, pointer, omitEmpty, omitZero }: FieldPlan, wire: unknown): unknown {
  if (pointer) return isNone(wire) ? undefined : codec.toJson(wire);
  const value = codec.toJson(wire);
  const left = (omitEmpty && codec.isEmpty(value)) || (omitZero && value === null);
  return left ? undefined : value;
}

/** Protobuf has no empty list or map: both are Go's nil. */
function readMany({ codec }: FieldPlan, wire: unknown): unknown {
  if (Array.isArray(wire)) return wire.length > 0 ? wire.map(codec.toJson) : undefined;
  if (!isWire(wire)) return undefined;
  const entries = Object.entries(wire);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([key, value]) => [key, codec.toJson(value)]));
}

function writeField(plan: FieldPlan, json: Wire, wire: Wire, path: string): void {
  const { wireName, jsonName, codec, shape } = plan;
  if (shape === "inline") {
    wire[wireName] = codec.toWire(json, path);
    return;
  }
  const value = Object.hasOwn(json, jsonName) ? json[jsonName] : undefined;
  const at = path === "" ? jsonName : `${path}.${jsonName}`;
  if (isNone(value) && (shape !== "single" || plan.pointer)) return;
  const written = shape === "single" ? codec.toWire(value, at) : writeMany(plan, value, at);
  if (written !== undefined) wire[wireName] = written;
}

function writeMany({ shape, codec }: FieldPlan, json: unknown, path: string): unknown {
  if (shape === "repeated") {
    if (!Array.isArray(json)) throw mismatch(path, "a list", json);
    return json.map((item, index) => codec.toWire(item, `${path}[${index}]`));
  }
  if (!isWire(json) || Array.isArray(json)) throw mismatch(path, "an object", json);
  // In the order Go writes them, so that equal objects have equal bytes.
  const keys = Object.keys(json).sort();
  return Object.fromEntries(
    keys.map((key) => [key, codec.toWire(json[key], `${path}.${key}`) ?? emptyEntry]),
  );
}

/** A slice that has a name in Go is a message of `items`, so that nil can be told from empty. */
function sliceCodec(type: protobuf.Type): Codec {
  const field = type.fieldsArray[0];
  if (!field) throw new Error(`${type.fullName} has no items`);
  const { codec } = planField(field);
  return {
    toJson(wire) {
      const items = isWire(wire) ? wire[field.name] : undefined;
      return Array.isArray(items) ? items.map(codec.toJson) : isWire(wire) ? [] : null;
    },
    toWire(json, path) {
      if (isNone(json)) return undefined;
      if (!Array.isArray(json)) throw mismatch(path, "a list", json);
      return { [field.name]: json.map((item, index) => codec.toWire(item, `${path}[${index}]`)) };
    },
    isEmpty: isNone,
  };
}
