import type { ContractCase } from "./cases.ts";
import { get, patch, post, put, remove, tableForm } from "./steps.ts";

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const gears = "/apis/contract.example.com/v1/namespaces/default/gears";
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "gears.contract.example.com" },
  spec: {
    group: "contract.example.com",
    scope: "Namespaced",
    names: { plural: "gears", kind: "Gear" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: "Teeth", type: "integer", jsonPath: ".spec.teeth" }],
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["teeth"],
                properties: {
                  teeth: { type: "integer", minimum: 3 },
                  material: { type: "string", default: "steel", enum: ["steel", "brass"] },
                },
              },
              status: { type: "object", properties: { worn: { type: "boolean" } } },
            },
          },
        },
      },
    ],
  },
};
const gear = (spec: object, more: object = {}, metadata: object = {}) => ({
  apiVersion: "contract.example.com/v1",
  kind: "Gear",
  metadata: { name: "g", ...metadata },
  spec,
  ...more,
});

export const customCases: ContractCase[] = [
  {
    name: "a custom resource definition is made",
    // Its conditions come a moment later, so nothing here reads it again.
    steps: [post(crds, definition), post(crds, definition)],
  },
  {
    name: "custom resources are held to their schema",
    steps: [
      // One at a time: the server tells of several fields in no certain order.
      post(gears, gear({ teeth: 1 })),
      post(gears, gear({ teeth: 3, material: "wood" })),
      post(gears, gear({})),
      post(gears, gear({ teeth: "many" })),
      post(`${gears}?fieldValidation=Strict`, gear({ teeth: 3, bogus: 1 })),
      post(gears, gear({ teeth: 8, bogus: 1 }, { status: { worn: true } })),
      get(`${gears}/g`, tableForm),
      put(`${gears}/g`, gear({ teeth: 9 })),
      patch(`${gears}/g`, "strategic-merge-patch", {}),
      patch(`${gears}/g`, "merge-patch", { spec: { teeth: 9 }, status: { worn: true } }),
      patch(`${gears}/g`, "merge-patch", { metadata: { labels: { a: "b" } } }),
      patch(`${gears}/g/status`, "merge-patch", { spec: { teeth: 7 }, status: { worn: true } }),
      patch(`${gears}/g?fieldManager=me`, "apply-patch", gear({ teeth: 10 })),
      patch(`${gears}/g?fieldManager=me&force=true`, "apply-patch", gear({ teeth: 10 })),
      get(`${gears}/g/scale`),
      remove(`${gears}/g`),
    ],
  },
];
