import { type Fields, part, parts, setMissing } from "./fields.ts";

export function containerDefaults(container: Fields): void {
  setMissing(container, {
    imagePullPolicy: isLatest(container.image) ? "Always" : "IfNotPresent",
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
  });
  for (const variable of parts(container, "env")) {
    const field = part(part(variable, "valueFrom"), "fieldRef");
    if (field) setMissing(field, { apiVersion: "v1" });
  }
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = part(container, name);
    if (probe) probeDefaults(probe);
  }
  for (const name of ["postStart", "preStop"])
    httpDefaults(part(part(container, "lifecycle"), name));
}

function probeDefaults(probe: Fields): void {
  for (const [key, value] of Object.entries(probeNumbers)) if (!probe[key]) probe[key] = value;
  httpDefaults(probe);
  const grpc = part(probe, "grpc");
  if (grpc && grpc.service === undefined) grpc.service = "";
}

const probeNumbers = {
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
};

function httpDefaults(handler: Fields | undefined): void {
  const get = part(handler, "httpGet");
  if (get) setMissing(get, { path: "/", scheme: "HTTP" });
}

/** An image without a tag or digest is `latest`. What cannot be read is not. */
function isLatest(image: unknown): boolean {
  if (typeof image !== "string" || image === "") return false;
  if (image.includes("@")) return false;
  const tag = /:([\w][\w.-]*)$/.exec(image.slice(image.lastIndexOf("/") + 1))?.[1];
  return tag === undefined || tag === "latest";
}
