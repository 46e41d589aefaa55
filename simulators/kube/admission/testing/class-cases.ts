import { post, remove } from "../../contract/testing/steps.ts";
import type { AdmissionCase } from "./admission-case.ts";
import { namespace } from "./objects.ts";

const storage = "/apis/storage.k8s.io/v1/storageclasses";
const ingressClasses = "/apis/networking.k8s.io/v1/ingressclasses";
const claims = "/api/v1/namespaces/adm-classes/persistentvolumeclaims";
const ingresses = "/apis/networking.k8s.io/v1/namespaces/adm-classes/ingresses";
const claim = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
});
const ingress = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } }, ...spec },
});
const marked = (mark: string) => ({ [`${mark}.kubernetes.io/is-default-class`]: "true" });

export const classCases: AdmissionCase[] = [
  {
    name: "classes by default",
    before: [namespace("adm-classes")],
    steps: [
      post(claims, claim("none")),
      post(ingresses, ingress("none")),
      post(storage, {
        metadata: { name: "adm-a", annotations: marked("storageclass") },
        provisioner: "example.com/a",
      }),
      post(storage, { metadata: { name: "adm-b" }, provisioner: "example.com/b" }),
      post(ingressClasses, {
        metadata: { name: "adm-i", annotations: marked("ingressclass") },
        spec: { controller: "example.com/i" },
      }),
      post(claims, claim("given")),
      post(claims, claim("named", { storageClassName: "adm-b" })),
      post(claims, claim("empty", { storageClassName: "" })),
      post(ingresses, ingress("given")),
      post(ingresses, ingress("named", { ingressClassName: "other" })),
      remove(`${storage}/adm-a`),
      remove(`${storage}/adm-b`),
      remove(`${ingressClasses}/adm-i`),
    ],
  },
];
