import type { Schema } from "../model/schema.ts";

const text: Schema = { type: "string" };
const texts: Schema = { type: "object", additionalProperties: text };
const whole: Schema = { type: "integer", format: "int64" };
const time: Schema = { type: "string", format: "date-time" };

/** `ObjectMeta` as merges see it, for objects whose own schema leaves `metadata` open. */
export const objectMetaSchema: Schema = {
  type: "object",
  properties: {
    annotations: texts,
    creationTimestamp: time,
    deletionGracePeriodSeconds: whole,
    deletionTimestamp: time,
    finalizers: { type: "array", items: text, listType: "set", patchStrategy: "merge" },
    generateName: text,
    generation: whole,
    labels: texts,
    managedFields: { type: "array", items: { type: "object" }, listType: "atomic" },
    name: text,
    namespace: text,
    ownerReferences: {
      type: "array",
      listType: "map",
      listMapKeys: ["uid"],
      patchStrategy: "merge",
      patchMergeKey: "uid",
      items: {
        type: "object",
        mapType: "atomic",
        properties: {
          apiVersion: { type: "string", default: "" },
          blockOwnerDeletion: { type: "boolean" },
          controller: { type: "boolean" },
          kind: { type: "string", default: "" },
          name: { type: "string", default: "" },
          uid: { type: "string", default: "" },
        },
      },
    },
    resourceVersion: text,
    selfLink: text,
    uid: text,
  },
};
