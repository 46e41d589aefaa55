import { cp, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bundleApiServer } from "../ci/bundle-api-server.ts";
import { programArguments } from "../harness/environments/sim/programs.ts";

/** What Node is told to run the API simulator of this checkout in the form that packages have it in. */
export function packedServerArguments(): Promise<string[]> {
  packed ??= pack();
  return packed;
}

let packed: Promise<string[]> | undefined;

/** Below the checkout's own packages, where the bundle finds those it needs. */
async function pack(): Promise<string[]> {
  const folder = new URL("../node_modules/.cache/fluxproof/packed/", import.meta.url);
  const bin = new URL("bin/", folder);
  await mkdir(bin, { recursive: true });
  const program = fileURLToPath(new URL("kube-apiserver.cjs", bin));
  await cp(new URL("../bin/kube-apiserver.cjs", import.meta.url), program);
  await bundleApiServer(fileURLToPath(new URL("dist/", folder)));
  return programArguments("kube-apiserver").map((each) =>
    each.endsWith("kube-apiserver.cjs") ? program : each,
  );
}
