import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { configMapNames, manifestPath, renderManifests } from "./manifests.ts";

function parse(text: string): unknown[] {
  return parseAllDocuments(text).map((document) => {
    if ("errors" in document) expect(document.errors).toEqual([]);
    return "toJS" in document ? document.toJS() : document;
  });
}

describe("renderManifests", () => {
  it("gives one ConfigMap a document, with its change", () => {
    const text = renderManifests({
      kustomization: "fleet-000-k-001",
      namespace: "fluxproof",
      repository: "fleet-000",
      objects: 2,
      change: 7,
    });
    const configMap = (name: string) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "fluxproof" },
      data: { change: "7", repository: "fleet-000" },
    });
    expect(parse(text)).toEqual([configMap("fleet-000-k-001-0"), configMap("fleet-000-k-001-1")]);
  });

  it("holds text alone in data, whatever a repository is named", () => {
    const name = fc.oneof(
      fc.constantFrom("null", "true", "no", "123", "1e3", "0x1f", "1-2-3"),
      fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/),
    );
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 9 }), fc.nat(), (repository, objects, change) => {
        const kustomization = `${repository}-k-000`;
        const content = { kustomization, namespace: "fluxproof", repository, objects, change };
        const found = parse(renderManifests(content)) as {
          metadata: { name: string };
          data: object;
        }[];
        expect(found.map(({ metadata }) => metadata.name)).toEqual(
          configMapNames(kustomization, objects),
        );
        for (const { data } of found) expect(data).toEqual({ change: String(change), repository });
      }),
    );
  });

  it("is in a folder named as the Kustomization", () => {
    expect(manifestPath("fleet-000-k-001")).toBe("fleet-000-k-001/objects.yaml");
  });
});
