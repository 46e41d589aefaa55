import { gzipSync } from "node:zlib";
import { sha256 } from "./fake-registry.ts";
import { tarWith } from "./make-image.ts";

/** The artifact `flux-manifests`, as `flux push artifact` makes it of `flux install --export`. */
export async function makeRelease(
  documents: string[],
): Promise<{ manifest: Buffer; mediaType: string; blobs: Buffer[] }> {
  const text = documents.join("---\n");
  const layer = gzipSync(await tarWith([{ path: "flux-system/gotk-components.yaml", text }]));
  const config = Buffer.from("{}");
  const describe = (mediaType: string, bytes: Buffer) => ({
    ...{ mediaType, digest: sha256(bytes), size: bytes.length },
  });
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = {
    ...{ schemaVersion: 2, mediaType },
    config: describe("application/vnd.cncf.flux.config.v1+json", config),
    layers: [describe("application/vnd.cncf.flux.content.v1.tar+gzip", layer)],
  };
  return { manifest: Buffer.from(JSON.stringify(manifest)), mediaType, blobs: [config, layer] };
}

export function deployment(name: string, image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  template:
    spec:
      containers: [{name: manager, image: "${image}"}]
`;
}
