import { readFile } from "node:fs/promises";
import { parseAllDocuments } from "yaml";
import { HarnessError } from "../../core/failure.ts";
import type { KubeObject } from "../../core/json.ts";

/** A controller as its release's manifests have it. */
export interface ControllerManifest {
  deployment: Deployment;
  services: Service[];
}

/** What of a Deployment is read and changed; all else stays as it is. */
export interface Deployment extends KubeObject {
  kind: "Deployment";
  spec: {
    selector: { matchLabels: Record<string, string> };
    template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    [field: string]: unknown;
  };
}

export interface PodSpec {
  serviceAccountName?: string;
  containers: Container[];
  volumes?: object[];
  [field: string]: unknown;
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  env?: object[];
  resources?: { limits?: Quantities; requests?: Quantities };
  volumeMounts?: object[];
  [field: string]: unknown;
}

export type Quantities = Record<string, string>;

export interface Service extends KubeObject {
  kind: "Service";
  spec: { selector: Record<string, string>; ports: ServicePort[]; [field: string]: unknown };
}

export interface ServicePort {
  name: string;
  port: number;
  targetPort: string | number;
  [field: string]: unknown;
}

/** @throws HarnessError where the files hold no Deployment. */
export async function readManifest(files: readonly string[]): Promise<ControllerManifest> {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const objects = texts.flatMap((text) =>
    parseAllDocuments(text).map((document): unknown => document.toJS()),
  );
  const deployment = objects.find((object) => isOfKind<Deployment>(object, "Deployment"));
  if (!deployment) {
    throw new HarnessError(`expected the Deployment of a controller in ${files.join(", ")}`);
  }
  return { deployment, services: objects.filter((object) => isOfKind<Service>(object, "Service")) };
}

function isOfKind<Kind extends KubeObject>(object: unknown, kind: Kind["kind"]): object is Kind {
  return typeof object === "object" && object !== null && "kind" in object && object.kind === kind;
}
