import { z } from "zod";
import { filePathSchema } from "./repository-files.ts";

const files = z.record(filePathSchema, z.string());

/** An OCI artifact to push: names and tags as the OCI distribution specification has them. */
export const artifactSchema = z.strictObject({
  repository: z
    .string()
    .regex(/^[a-z0-9]+([._/-]+[a-z0-9]+)*$/, "expected a repository's name, such as team/app"),
  tags: z.array(z.string().regex(/^\w[\w.-]{0,127}$/, "expected a tag, such as 1.0.0")),
  files,
});

export const bucketNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "expected a bucket's name: 3 to 63 of a-z 0-9 . -");

const chartVersionSchema = z.strictObject({
  ...{ apiVersion: z.string(), name: z.string(), version: z.string() },
  urls: z.array(z.string()),
});

/** Some 470 MB: a text of 512 MB is none any more to JavaScript. */
const paddingMax = 400_000;

const chartIndexSchema = z.strictObject({
  entries: z.record(z.string(), z.array(chartVersionSchema)),
  padding: z
    .strictObject({ charts: z.int().min(0), versions: z.int().min(0) })
    .refine(
      ({ charts, versions }) => charts * versions <= paddingMax,
      `expected no more than ${paddingMax} versions in all`,
    ),
});

const objectSchema = z.union(
  [
    z.string(),
    z.strictObject({ archive: files }),
    z.strictObject({ chartIndex: chartIndexSchema }),
  ],
  "expected a text, { archive } of texts by path, or { chartIndex } with entries and padding",
);

/** What a bucket holds, by key. */
export const bucketObjectsSchema = z.record(filePathSchema, objectSchema);

/** What becomes of objects of a bucket: null deletes. */
export const bucketChangesSchema = z.record(filePathSchema, objectSchema.nullable());
