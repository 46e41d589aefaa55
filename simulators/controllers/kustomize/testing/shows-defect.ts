import { describe, expect, test } from "vitest";
import type { Defect } from "../../defects.ts";
import type { ControllerFlags } from "../../runtime/controller-process.ts";
import { type KustomizeCluster, onKustomizeCluster } from "./kustomize-cluster.ts";

export const configMaps = { apiVersion: "v1", resource: "configmaps", namespace: "default" };

/** Plays the same without and with a defect, and expects that it shows. */
export function shows(
  defect: Defect,
  play: (cluster: KustomizeCluster) => Promise<unknown>,
  expected: { sound: unknown; defective: unknown },
  flags: Partial<ControllerFlags> = {},
): void {
  describe(defect, () => {
    test.each([
      ["without it", [], expected.sound],
      ["with it", [defect], expected.defective],
    ] as [string, Defect[], unknown][])("%s", async (_, defects, outcome) => {
      await onKustomizeCluster(
        async (cluster) => {
          expect(await play(cluster)).toEqual(outcome);
        },
        { defects, flags },
      );
    });
  });
}

/** Those of one letter: not what Kubernetes itself puts there. */
export async function names({ admin }: KustomizeCluster): Promise<string[]> {
  const { items } = await admin.list(configMaps);
  return items.map(({ metadata }) => metadata.name).filter((name) => name.length === 1);
}
