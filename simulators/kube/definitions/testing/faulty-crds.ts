import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { ApiObject } from "../../model/api-object.ts";

interface Fault {
  metadata?: object;
  spec?: { names?: object };
  schema?: object;
  columns?: object[];
  scale?: object;
}

/** The definitions of testdata/faulty-crds.yaml. */
export function faultyCrds(): { fault: string; crd: ApiObject }[] {
  const file = new URL("../testdata/faulty-crds.yaml", import.meta.url);
  return (parse(readFileSync(file, "utf8")) as Fault[]).map((fault) => ({
    fault: JSON.stringify(fault),
    crd: build(fault),
  }));
}

function build({ metadata, spec = {}, schema, columns, scale }: Fault): ApiObject {
  const version = {
    name: "v1",
    served: true,
    storage: true,
    schema: { openAPIV3Schema: schema ?? { type: "object" } },
    ...(columns && { additionalPrinterColumns: columns }),
    ...(scale && { subresources: { scale } }),
  };
  const names = { kind: "Thing", plural: "things", singular: "thing", listKind: "ThingList" };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.example.com", ...metadata },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      versions: [version],
      ...spec,
      names: { ...names, ...spec.names },
    },
  };
}
