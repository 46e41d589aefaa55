import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realApiSkip, startRealApi } from "../client/testing/real-api.ts";
import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { decodeProtobuf, encodeProtobuf } from "./protobuf.ts";
import {
  json,
  protobuf,
  type RealResources,
  type Resource,
  realResources,
} from "./testing/real-resources.ts";
import { readObjects, type Sample, writeSamples } from "./testing/samples.ts";
import { decodeWatchFrames, encodeWatchFrame } from "./watch-frames.ts";

const skip = await realApiSkip();
const record = process.env.FLUXPROOF_RECORD === "1";
const namespace = "samples";
/** Kinds not to create under a second name, and those that the server itself changes at once. */
const once = [
  ...["ServiceCIDR", "CustomResourceDefinition", "APIService"],
  ...["FlowSchema", "PriorityLevelConfiguration"],
];

describe.skipIf(skip)(`the real API server${skip ? ` (${skip})` : ""}`, () => {
  const stack = new AsyncDisposableStack();
  let real: RealResources;
  let resources: Resource[];
  const created: string[] = [];
  beforeAll(async () => {
    const { cluster } = stack.use(await startRealApi());
    real = stack.use(realResources(cluster));
    // Component statuses are kept nowhere: they come in any order, and none is written.
    resources = (await real.resources()).filter(({ kind }) => kind !== "ComponentStatus");
    await create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    const failures: string[] = [];
    for (const object of readObjects()) {
      await create(object).then(
        (path) => created.push(path),
        (error: Error) => failures.push(error.message),
      );
    }
    expect(failures).toEqual([]);
  }, 120_000);
  afterAll(() => stack.disposeAsync(), 30_000);

  const collectionOf = ({ root, plural, namespaced }: Resource) =>
    `${root}${namespaced ? `/namespaces/${namespace}` : ""}/${plural}`;

  async function create(object: ApiObject): Promise<string> {
    const found = resourceOf(object);
    const path = collectionOf(found);
    const body = Buffer.from(JSON.stringify(object));
    const { status, bytes } = await real.send({ method: "POST", path, accept: json, body });
    if (status !== 201) throw new Error(`POST ${path}: ${status} ${bytes}`);
    return `${path}/${object.metadata.name}`;
  }

  /** An object or list in both forms, of one state: the server itself changes some of its own. */
  async function both(path: string): Promise<Sample> {
    for (;;) {
      const before = await real.get(path);
      const { status, bytes } = await real.send({ path, accept: protobuf });
      expect(status, path).toBe(200);
      const after = await real.get(path);
      if (isDeepStrictEqual(before, after)) return { json: before, protobuf: bytes };
    }
  }

  it("gives every list in two forms of one content", async () => {
    for (const { root, plural } of resources) {
      const path = `${root}/${plural}`;
      const sample = await both(path);
      expect.soft(decodeProtobuf(sample.protobuf), path).toEqual(inProtobuf(sample.json));
      expect.soft(textOf(encodeProtobuf(sample.json)), path).toBe(textOf(sample.protobuf));
    }
  }, 120_000);

  it("gives every object in two forms of one content, and takes it back unchanged", async () => {
    const samples: Sample[] = [];
    const paths = await allPaths();
    expect(paths).toEqual(expect.arrayContaining(created));
    expect(paths.length).toBeGreaterThan(200);
    for (const path of paths) {
      const sample = await both(path);
      if (created.includes(path)) samples.push(sample);
      expect.soft(decodeProtobuf(sample.protobuf), path).toEqual(inProtobuf(sample.json));
      expect.soft(textOf(encodeProtobuf(sample.json)), path).toBe(textOf(sample.protobuf));
      const put = await send("PUT", path, sample.json);
      expect.soft(unchanged(put), path).toEqual(unchanged(sample.json));
    }
    if (record) writeSamples(samples);
  }, 300_000);

  it("takes new objects, as client-go sends them", async () => {
    for (const object of readObjects()) {
      const found = resourceOf(object);
      if (once.includes(object.kind)) continue;
      const { ownerReferences: _, ...metadata } = object.metadata;
      const copy: ApiObject = {
        ...object,
        metadata: { ...metadata, name: `${metadata.name}-copy` },
      };
      if (found.kind === "PersistentVolumeClaim")
        copy.spec = { ...Object(copy.spec), volumeName: "" };
      const posted = await send("POST", collectionOf(found), copy);
      expect(posted.metadata.uid, object.kind).toBeDefined();
      const path = `${collectionOf(found)}/${copy.metadata.name}`;
      expect(inProtobuf(await real.get(path)), path).toEqual(posted);
    }
  }, 120_000);

  it("speaks of renewals, tokens, scales, reviews and removals", async () => {
    const home = `/namespaces/${namespace}`;
    const lease = await real.get(`/apis/coordination.k8s.io/v1${home}/leases/leader`);
    const renewed = { ...Object(lease.spec), renewTime: "2026-01-02T03:04:09.123456Z" };
    const path = `/apis/coordination.k8s.io/v1${home}/leases/leader`;
    await send("PUT", path, { ...lease, spec: renewed });
    expect((await real.get(path)).spec).toEqual(renewed);

    const token = await send("POST", `/api/v1${home}/serviceaccounts/default/token`, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      metadata: { name: "" },
      spec: { audiences: ["a"], expirationSeconds: 3600 },
    });
    expect(token.status).toMatchObject({ token: expect.stringMatching(/^ey/) });

    const scalePath = `/apis/apps/v1${home}/deployments/web/scale`;
    const scale = await send("PUT", scalePath, {
      ...(await real.get(scalePath)),
      spec: { replicas: 2 },
    });
    expect(scale).toEqual(await real.get(scalePath));
    expect(scale.spec).toEqual({ replicas: 2 });

    const review = await send("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      metadata: { name: "" },
      spec: { resourceAttributes: { verb: "get", resource: "pods" } },
    });
    expect(review.status).toMatchObject({ allowed: true });

    const secret = `/api/v1${home}/secrets/opaque-copy`;
    const { uid = "" } = (await real.get(secret)).metadata;
    const refused = await remove(secret, { uid: `${uid}0` });
    expect(refused).toMatchObject({ kind: "Status", reason: "Conflict", code: 409 });
    expect(await remove(secret, { uid })).toMatchObject({ status: "Success", details: { uid } });
    const { bytes } = await real.send({ path: secret, accept: protobuf });
    const { bytes: text } = await real.send({ path: secret, accept: json });
    expect(decodeProtobuf(bytes)).toEqual(JSON.parse(text.toString()));
    expect(textOf(encodeProtobuf(JSON.parse(text.toString())))).toBe(textOf(bytes));
  }, 30_000);

  it.each(["/api", "/apis", "/apis/apps", "/apis/apps/v1"])("finds its way by %s", async (path) => {
    const { bytes } = await real.send({ path, accept: protobuf });
    const json = await real.get(path);
    // In lists JSON says the kind of each, which protobuf has no place for.
    expect(decodeProtobuf(bytes)).toEqual(json);
    expect(textOf(encodeProtobuf(json))).toBe(textOf(bytes));
  });

  it("shows metadata alone", async () => {
    const as = (kind: string) => `${protobuf};as=${kind};g=meta.k8s.io;v=v1`;
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const one = await real.send({ path: `${path}/rich`, accept: as("PartialObjectMetadata") });
    const full = await real.get(`${path}/rich`);
    const partial = decodeProtobuf(one.bytes);
    expect(partial).toEqual({
      apiVersion: "meta.k8s.io/v1",
      kind: "PartialObjectMetadata",
      metadata: full.metadata,
    });
    expect(textOf(encodeProtobuf(partial))).toBe(textOf(one.bytes));
    const many = await real.send({ path, accept: as("PartialObjectMetadataList") });
    expect(textOf(encodeProtobuf(decodeProtobuf(many.bytes)))).toBe(textOf(many.bytes));
  });

  it("watches in frames", async () => {
    const query = "watch=true&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=0";
    const path = `/api/v1/namespaces/${namespace}/configmaps?${query}`;
    const { bytes } = await real.send({ path, accept: `${protobuf};stream=watch` });
    const { frames, rest } = decodeWatchFrames(bytes);
    expect(rest.length).toBe(0);
    expect(frames.map(({ object }) => object.metadata.name)).toContain("rich");
    const again = frames.map((frame) => textOf(encodeWatchFrame(frame)));
    expect(again.join("")).toBe(textOf(bytes));
    const { bytes: lines } = await real.send({ path, accept: json });
    const events = lines
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(frames.slice(0, 2)).toEqual(events.slice(0, 2));
  });

  it("says in the same words what is wrong with bytes", async () => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const good = encodeProtobuf({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } });
    const bad = [
      Buffer.from("garbage"),
      good.subarray(0, 4),
      good.subarray(0, good.length - 9),
      Buffer.from(textOf(good).replace("ConfigMap", "ConfigMax"), "latin1"),
    ];
    for (const body of bad) {
      const request = { method: "POST" as const, path, accept: json, contentType: protobuf, body };
      const { status, bytes } = await real.send(request);
      expect(status).toBe(400);
      const refusal = thrownBy(() => decodeProtobuf(body));
      expect(JSON.parse(bytes.toString()).message).toContain(refusal);
    }
  });

  async function remove(path: string, preconditions: object): Promise<ApiObject> {
    const options = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      metadata: { name: "" },
      preconditions,
    };
    const body = encodeProtobuf(options);
    const request = {
      method: "DELETE" as const,
      path,
      accept: protobuf,
      contentType: protobuf,
      body,
    };
    return decodeProtobuf((await real.send(request)).bytes);
  }

  function resourceOf(object: ApiObject): Resource {
    const found = resources.find(
      ({ kind, apiVersion }) => kind === object.kind && apiVersion === object.apiVersion,
    );
    if (!found) throw new Error(`${object.apiVersion} ${object.kind} is not served`);
    return found;
  }

  async function allPaths(): Promise<string[]> {
    const perResource = resources.map(async ({ root, plural }) => {
      const { items } = await real.get(`${root}/${plural}`);
      if (!Array.isArray(items)) throw new Error(`${root}/${plural} has no items`);
      return items.map(({ metadata: { namespace, name } }: ApiObject) =>
        [root, ...(namespace ? ["namespaces", namespace] : []), plural, name].join("/"),
      );
    });
    return (await Promise.all(perResource)).flat();
  }

  /** Sends and gets an object as client-go does for built-in kinds. */
  async function send(method: "POST" | "PUT", path: string, object: ApiObject) {
    const body = encodeProtobuf(object);
    const request = { method, path, accept: protobuf, contentType: protobuf, body };
    const { status, bytes } = await real.send(request);
    const answer = decodeProtobuf(bytes);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  }
});

function thrownBy(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** One character a byte: where two differ is seen at once. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

/** Claims of a StatefulSet say their kind in JSON: the only objects inside others that do. */
function inProtobuf(json: ApiObject): unknown {
  const text = JSON.stringify(json);
  return JSON.parse(text, (key, value) =>
    key === "volumeClaimTemplates" && Array.isArray(value)
      ? value.map(({ apiVersion: _, kind: __, ...claim }) => claim)
      : value,
  );
}

/** Who wrote it, and so the revision, is all that writing the same again may change. */
function unchanged({ metadata, ...object }: ApiObject): unknown {
  const { managedFields: _, resourceVersion: __, ...rest } = metadata;
  return inProtobuf({
    ...object,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: rest,
  });
}
