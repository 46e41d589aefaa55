// Runs the simulated kube-apiserver as a program of its own: the TypeScript of a checkout as it is, the
// one file of JavaScript that a packed tarball has for it. Plain JavaScript, for what Node loads to strip
// types would take a fifth of the start's time and 15 MiB for as long as the server runs.
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Compiling is most of what a start takes. The result is kept where packages keep such, for all servers;
// where that can't be written to, every start compiles anew.
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/fluxproof", import.meta.url)));
const source = new URL("../simulators/kube/server/main.ts", import.meta.url);
const bundled = new URL("../dist/kube-apiserver.js", import.meta.url);
await import((existsSync(source) ? source : bundled).href);
