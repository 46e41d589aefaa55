import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import {
  artifactSchema,
  bucketChangesSchema,
  bucketNameSchema,
} from "../scenario/artifact-schemas.ts";
import { fillIn } from "../scenario/place-object.ts";
import { artifactHostsOf } from "./artifact-hosts-of.ts";
import { type StepImplementation, stepData } from "./step.ts";

type ArtifactArguments = z.infer<typeof artifactSchema>;

/** Pushes an artifact to the OCI registry; its tags point to it from now on, wherever they did before. */
export function pushArtifact(options: ArtifactArguments): Step {
  return stepData("push-artifact", options);
}

export const pushArtifactStep: StepImplementation<ArtifactArguments> = {
  arguments: artifactSchema,
  async run({ context: { plan, slot }, with: artifact }) {
    artifactHostsOf(slot).registry.push(fillIn(plan, artifact));
  },
};

const objectsArguments = z.strictObject({
  bucket: bucketNameSchema,
  /** `%NAMESPACE%` stands for the namespace of the run. */
  objects: bucketChangesSchema,
});

type ObjectsArguments = z.infer<typeof objectsArguments>;

/** Puts objects into a bucket, and deletes those that are null. */
export function putObjects(options: ObjectsArguments): Step {
  return stepData("put-objects", options);
}

export const putObjectsStep: StepImplementation<ObjectsArguments> = {
  arguments: objectsArguments,
  async run({ context: { plan, slot }, with: { bucket, objects } }) {
    artifactHostsOf(slot).buckets.put(bucket, fillIn(plan, objects));
  },
};
