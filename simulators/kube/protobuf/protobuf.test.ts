import fc from "fast-check";
import protobuf from "protobufjs";
import { describe, expect, it, test } from "vitest";
import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { kinds } from "./descriptor.ts";
import { messageNamed } from "./messages.ts";
import { decodeProtobuf, encodeProtobuf, hasProtobuf } from "./protobuf.ts";
import { arbitraryObject } from "./testing/arbitrary-object.ts";
import { readSamples } from "./testing/samples.ts";
import { decodeWatchFrames, encodeWatchFrame } from "./watch-frames.ts";

const samples = readSamples();
const extensions = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1";
const magic = Buffer.from("k8s\0");

describe("what the real API server wrote", () => {
  it.each(samples.map((sample) => [sample.json.kind, sample.json.metadata.name, sample] as const))(
    "%s %s is read as its JSON and written as its bytes",
    (_, __, { json, protobuf: bytes }) => {
      const decoded = decodeProtobuf(bytes);
      // The kind of a StatefulSet's claims is in JSON alone.
      if (json.kind === "StatefulSet") expect(json).toMatchObject(decoded);
      else expect(decoded).toEqual(json);
      expect(Buffer.from(encodeProtobuf(json)).toString("hex")).toBe(
        Buffer.from(bytes).toString("hex"),
      );
    },
  );

  it("is of many kinds", () => {
    expect(new Set(samples.map(({ json }) => json.kind)).size).toBeGreaterThan(45);
  });
});

describe("kinds", () => {
  it.each([
    ["", "v1", "Secret", true],
    ["", "v1", "Status", true],
    ["", "v1", "Table", false],
    ["meta.k8s.io", "v1", "Table", false],
    ["meta.k8s.io", "v1", "PartialObjectMetadata", true],
    ["apps", "v1", "DeploymentList", true],
    ["apps", "v1", "DeleteOptions", true],
    ["apps", "v1", "Status", false],
    ["apps", "v1beta1", "Deployment", false],
    ["policy", "v1", "Eviction", true],
    ["autoscaling", "v1", "Scale", true],
    ["authentication.k8s.io", "v1", "TokenRequest", true],
    ["apiextensions.k8s.io", "v1", "CustomResourceDefinition", true],
    ["apiregistration.k8s.io", "v1", "APIService", true],
    ["example.org", "v1", "Thing", false],
    ["example.org", "v1", "DeleteOptions", false],
    ["apps", "v1", "constructor", false],
  ])("%s/%s %s: %s", (group, version, kind, expected) => {
    expect(hasProtobuf({ group, version, kind })).toBe(expected);
  });

  const all = Object.entries(kinds).flatMap(([groupVersion, { kinds: names }]) => {
    const [group = "", version = ""] = groupVersion.split("/");
    return names.map((kind) => ({ group, version, kind }));
  });
  it.each(all)("$group/$version $kind crosses unchanged", (gvk) => {
    fc.assert(
      fc.property(arbitraryObject(gvk), (object) => {
        const bytes = encodeProtobuf(object);
        expect(decodeProtobuf(bytes)).toEqual(object);
        expect(encodeProtobuf(decodeProtobuf(bytes))).toEqual(bytes);
      }),
      { numRuns: 5 },
    );
  });
});

describe("values", () => {
  const lease = (spec: object): ApiObject => ({
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "a" },
    spec,
  });
  const across = (spec: object) => decodeProtobuf(encodeProtobuf(lease(spec))).spec;

  it.each([
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000Z"],
    ["2026-01-02T03:04:05.1234569Z", "2026-01-02T03:04:05.123456Z"],
    ["2026-01-02T03:04:05.5+02:00", "2026-01-02T01:04:05.500000Z"],
    ["1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"],
  ])("times: %s", (renewTime, expected) => {
    expect(across({ renewTime })).toEqual({ renewTime: expected });
  });

  it("refuses what has another type, and names the field", () => {
    const wrong = (spec: object) => () => encodeProtobuf(lease(spec));
    expect(wrong({ renewTime: 5 })).toThrow("spec.renewTime as protobuf: expected a time");
    expect(wrong({ holderIdentity: 5 })).toThrow("spec.holderIdentity");
    expect(wrong({ leaseTransitions: 2 ** 31 })).toThrow("32 bit integer, got 2147483648");
    expect(wrong({ leaseTransitions: 0.5 })).toThrow("spec.leaseTransitions");
    expect(() => encodeProtobuf({ ...lease({}), kind: "Table" })).toThrow("no protobuf form");
  });

  it("leaves out what the kind doesn't have", () => {
    expect(across({ unknown: 1, holderIdentity: "a" })).toEqual({ holderIdentity: "a" });
  });

  it("writes maps in one order", () => {
    const map = (data: object) =>
      encodeProtobuf({ ...lease({}), apiVersion: "v1", kind: "ConfigMap", data });
    expect(map({ b: "1", a: "2" })).toEqual(map({ a: "2", b: "1" }));
  });

  it("takes the kind that bytes don't say from the request", () => {
    const bytes = Buffer.from(encodeProtobuf(lease({})));
    // The envelope with an empty type: a message of length zero instead of the first field.
    const bare = Buffer.concat([
      magic,
      Buffer.from([0x0a, 0]),
      bytes.subarray(6 + (bytes[5] ?? 0)),
    ]);
    const gvk = { group: "coordination.k8s.io", version: "v1", kind: "Lease" };
    expect(decodeProtobuf(bare, gvk)).toEqual(decodeProtobuf(bytes));
    expect(() => decodeProtobuf(bare)).toThrow("Object 'Kind' is missing");
  });
});

describe("watch frames", () => {
  const frames = samples.map(({ json }) => ({ type: "ADDED" as const, object: json }));

  it("come whole, however the bytes are cut", () => {
    const bytes = Buffer.concat(frames.slice(0, 5).map(encodeWatchFrame));
    const whole = decodeWatchFrames(bytes).frames;
    expect(whole.map(({ object }) => object)).toEqual(
      samples.slice(0, 5).map(({ protobuf }) => decodeProtobuf(protobuf)),
    );
    fc.assert(
      fc.property(fc.nat({ max: bytes.length }), (cut) => {
        const first = decodeWatchFrames(bytes.subarray(0, cut));
        const second = decodeWatchFrames(Buffer.concat([first.rest, bytes.subarray(cut)]));
        expect([...first.frames, ...second.frames]).toEqual(whole);
        expect(second.rest.length).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});

describe("any bytes", () => {
  /** An object, or the one error that a request with them is answered with. */
  function survive(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void {
    try {
      decode(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status: { code: 400, reason: "BadRequest" } });
    }
  }

  test("are an object or a bad request", () => {
    const any = fc.uint8Array({ maxLength: 200 });
    const behindMagic = any.map((bytes) => Buffer.concat([magic, bytes]));
    const ofKind = fc
      .tuple(fc.constantFrom(...samples), any)
      .map(([{ protobuf }, tail]) => Buffer.concat([protobuf.subarray(0, 60), tail]));
    const damaged = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      )
      .map(([{ protobuf }, changes]) => {
        const bytes = Buffer.from(protobuf);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(any, behindMagic, ofKind, damaged), (bytes) => {
        survive(decodeProtobuf, bytes);
        survive(decodeWatchFrames, bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  test("cut anywhere are an object or a bad request", () => {
    for (const { protobuf } of samples.slice(0, 8)) {
      for (let end = 0; end < protobuf.length; end++)
        survive(decodeProtobuf, protobuf.subarray(0, end));
    }
  });

  test("nested too deep are a bad request", () => {
    const inside = (bytes: Uint8Array, type: string, field: string): Uint8Array => {
      const id = messageNamed(`${extensions}.${type}`).fields[field]?.id ?? 0;
      return protobuf.Writer.create()
        .uint32((id << 3) | 2)
        .bytes(bytes)
        .finish();
    };
    let schema = new Uint8Array();
    for (let depth = 0; depth < 2_000; depth++)
      schema = inside(schema, "JSONSchemaProps", "not").slice();
    const validation = inside(schema, "CustomResourceValidation", "openAPIV3Schema");
    const version = inside(validation, "CustomResourceDefinitionVersion", "schema");
    const spec = inside(version, "CustomResourceDefinitionSpec", "versions");
    const raw = inside(spec, "CustomResourceDefinition", "spec");
    const typeMeta = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
    const unknown = messageNamed("k8s.io.apimachinery.pkg.runtime.Unknown");
    const bytes = Buffer.concat([magic, unknown.encode({ typeMeta, raw }).finish()]);
    expect(() => decodeProtobuf(bytes)).toThrow("max depth exceeded");
  });

  it.each([
    [Buffer.alloc(0), "empty data"],
    [Buffer.from("{}"), "expected prefix [107 56 115 0]"],
    [magic, "empty body"],
    [Buffer.concat([magic, Buffer.from([0x0a, 0x7f])]), "unexpected EOF"],
  ])("say what is wrong with %s", (bytes, message) => {
    expect(() => decodeProtobuf(bytes)).toThrow(message);
  });
});
