import { z } from "zod";

const count = z.int().min(0);
const positive = z.number().positive();
const globs = z.array(z.string()).optional();

/** What any HTTP server can suffer, for one target. */
function commonFaults<Shape extends z.ZodRawShape>(of: Shape) {
  return [
    z.strictObject({
      ...of,
      use: z.literal("answers"),
      status: z.int().min(100).max(599),
      retryAfterSeconds: count.optional(),
      body: z.string().optional(),
    }),
    z.strictObject({
      ...of,
      use: z.literal("limits"),
      requests: count,
      windowMs: positive,
      status: z.union([z.literal(429), z.literal(403)], "expected 429 or 403"),
    }),
    z.strictObject({ ...of, use: z.literal("throttles"), bytesPerSecond: positive }),
    z.strictObject({ ...of, use: z.literal("stalls"), afterBytes: count }),
    z.strictObject({ ...of, use: z.literal("truncates"), afterBytes: count }),
    z.strictObject({ ...of, use: z.literal("resets"), afterBytes: count }),
    z.strictObject({ ...of, use: z.literal("delays"), delayMs: positive }),
    z.strictObject({ ...of, use: z.literal("refuses") }),
    z.strictObject({ ...of, use: z.literal("blackholes") }),
  ] as const;
}

const ofGitHost = {
  target: z.literal("git-host"),
  match: z
    .strictObject({ repositories: globs, endpoint: z.enum(["refs", "pack"]).optional() })
    .optional(),
};

const ofSink = {
  target: z.literal("sink"),
  match: z.strictObject({ inboxes: globs }).optional(),
};

const ofRegistry = {
  target: z.literal("registry"),
  match: z
    .strictObject({
      repositories: globs,
      endpoint: z.enum(["manifests", "blobs", "tags", "token"]).optional(),
    })
    .optional(),
};

const ofBuckets = {
  target: z.literal("buckets"),
  match: z
    .strictObject({
      ...{ buckets: globs, keys: globs },
      endpoint: z.enum(["list", "object", "bucket"]).optional(),
    })
    .optional(),
};

const verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

const ofApiServer = {
  target: z.literal("api-server"),
  match: z
    .strictObject({
      ...{ users: globs, resources: globs, subresources: globs, namespaces: globs, names: globs },
      verbs: z.array(z.enum(verbs)).optional(),
    })
    .optional(),
};

const apiFaults = [
  z
    .strictObject({
      ...ofApiServer,
      use: z.literal("conflicts"),
      share: z.number().positive().max(1).optional(),
      every: z.int().min(1).optional(),
    })
    .refine(({ share, every }) => share === undefined || every === undefined, {
      error: "expected share or every, not both",
    }),
  z
    .strictObject({
      ...ofApiServer,
      use: z.literal("drops-watches"),
      afterMs: z.number().min(0).optional(),
      afterEvents: z.int().min(1).optional(),
    })
    .refine(({ afterMs, afterEvents }) => afterMs !== undefined || afterEvents !== undefined, {
      error: "expected afterMs, afterEvents or both",
    }),
  z.strictObject({ ...ofApiServer, use: z.literal("stale-watches") }),
  z.strictObject({ ...ofApiServer, use: z.literal("compacts") }),
] as const;

/** A fault as a scenario holds it. */
export const faultSchema = z.discriminatedUnion("target", [
  z.discriminatedUnion("use", commonFaults(ofGitHost)),
  z.discriminatedUnion("use", commonFaults(ofSink)),
  z.discriminatedUnion("use", commonFaults(ofRegistry)),
  z.discriminatedUnion("use", commonFaults(ofBuckets)),
  z.discriminatedUnion("use", [...commonFaults(ofApiServer), ...apiFaults]),
]);
