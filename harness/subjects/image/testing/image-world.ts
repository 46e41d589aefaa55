import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { provisionSubject } from "../../provision.ts";
import { parseSubject } from "../../request.ts";
import type { Subject } from "../../subject.ts";
import { fakeGo, testContext, writeCrds } from "../../testing/fake-go.ts";
import type { FakeRegistry } from "./fake-registry.ts";
import { elf, type LayerEntry } from "./make-image.ts";

/** A layer with source-controller in it. */
export const layer = (text: string): LayerEntry[] => [
  { path: "usr/local/bin/source-controller", text: elf(text) },
];

/** A cache, CRDs and a Go of its own; asks the registry for `image:TEXT` with these CRDs. */
export async function given(registry: FakeRegistry) {
  const go = await fakeGo();
  await mkdir(join(go.dir, "crds"));
  await writeCrds(join(go.dir, "crds"), { GitRepository: ["v1"] });
  const env = { ...go.env, DOCKER_CONFIG: join(go.dir, "docker") };
  return {
    ...{ go, registry },
    provision: (text: string): Promise<Subject> =>
      provisionSubject(
        parseSubject(`image:${text},crds=${join(go.dir, "crds")}`),
        testContext(go, { env, send: registry.send }),
      ),
    [Symbol.asyncDispose]: () => go[Symbol.asyncDispose](),
  };
}
