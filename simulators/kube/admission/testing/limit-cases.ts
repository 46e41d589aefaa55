import { get, patch, post } from "../../contract/testing/steps.ts";
import type { AdmissionCase } from "./admission-case.ts";
import { account, at, claim, pod, settle, using } from "./consumers.ts";
import { namespace } from "./objects.ts";

const limits = (name: string, ...list: object[]) => ({
  metadata: { name },
  spec: { limits: list },
});
export const limitCases: AdmissionCase[] = [
  {
    name: "limits of containers by default",
    before: [
      namespace("adm-limits"),
      account("adm-limits"),
      post(
        at("adm-limits", "limitranges"),
        limits("l", {
          type: "Container",
          default: { cpu: "500m", memory: "512Mi" },
          defaultRequest: { cpu: "100m" },
        }),
      ),
      ...settle("adm-limits"),
    ],
    steps: [
      post(at("adm-limits", "pods"), pod("plain")),
      post(at("adm-limits", "pods"), using("own", { cpu: "200m" }, { memory: "1Gi" })),
      post(
        at("adm-limits", "pods"),
        pod("more", {
          initContainers: [{ name: "i", image: "i" }],
          containers: [
            { name: "a", image: "i" },
            { name: "b", image: "i", resources: { limits: { cpu: "1", memory: "1Mi" } } },
          ],
        }),
      ),
      post(at("adm-limits", "pods"), using("too-much", { cpu: "600m" })),
      patch(`${at("adm-limits", "pods")}/plain`, "merge-patch", {
        metadata: { labels: { a: "b" } },
      }),
      get(`${at("adm-limits", "limitranges")}/l`),
    ],
  },
  {
    name: "limits of what may be asked for",
    before: [
      namespace("adm-bounds"),
      account("adm-bounds"),
      post(
        at("adm-bounds", "limitranges"),
        limits(
          "l",
          {
            type: "Container",
            min: { cpu: "100m" },
            max: { cpu: "1" },
            maxLimitRequestRatio: { cpu: "2" },
          },
          { type: "Pod", max: { memory: "1Gi" }, min: { memory: "1Mi" } },
          { type: "PersistentVolumeClaim", min: { storage: "1Gi" }, max: { storage: "10Gi" } },
        ),
      ),
      ...settle("adm-bounds"),
    ],
    steps: [
      ...[
        using("none", {}),
        using("low", { cpu: "50m", memory: "1Mi" }, { cpu: "50m", memory: "1Mi" }),
        using("high", { cpu: "1", memory: "1Mi" }, { cpu: "2", memory: "1Mi" }),
        using("far", { cpu: "0.3", memory: "1Mi" }, { cpu: "1", memory: "1Mi" }),
        using("large", { cpu: "1", memory: "1Gi" }, { cpu: "1", memory: "1025Mi" }),
        using("good", { cpu: "500m", memory: "1Mi" }, { cpu: "1", memory: "1Gi" }),
        pod("first", {
          initContainers: [
            {
              name: "i",
              image: "i",
              resources: {
                requests: { cpu: "1", memory: "2Gi" },
                limits: { cpu: "1", memory: "2Gi" },
              },
            },
          ],
          containers: [
            {
              name: "c",
              image: "i",
              resources: {
                requests: { cpu: "1", memory: "1Mi" },
                limits: { cpu: "1", memory: "1Mi" },
              },
            },
          ],
        }),
      ].map((each) => post(at("adm-bounds", "pods"), each)),
      ...["100Mi", "20Gi", "5Gi"].map((size) =>
        post(at("adm-bounds", "persistentvolumeclaims"), claim(`c${size.toLowerCase()}`, size)),
      ),
    ],
  },
];
