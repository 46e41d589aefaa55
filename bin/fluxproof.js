#!/usr/bin/env node
// In a checkout the TypeScript runs as it is; a packed tarball carries compiled JavaScript instead,
// because Node strips no types below node_modules.
import { existsSync, mkdirSync } from "node:fs";
// By its whole name: what an older Node lacks would be told as a broken module, before the line below.
import * as nodeModule from "node:module";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  console.error(
    `fluxproof: Node ${process.versions.node} runs this, but it needs Node 24 or later; run it by npx or an npm script, which take the Node installed with it`,
  );
  process.exit(64);
}
// Half of a start is compiling. Where nothing can be written, it goes without.
const { FLUXPROOF_CACHE: own, XDG_CACHE_HOME: xdg } = process.env;
const cache = own
  ? resolve(own)
  : join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), ".cache"), "fluxproof");
try {
  mkdirSync(join(cache, "compiled"), { recursive: true });
  nodeModule.enableCompileCache(join(cache, "compiled"));
} catch {}
const source = new URL("../harness/cli.ts", import.meta.url);
const compiled = new URL("../dist/harness/cli.js", import.meta.url);
const { main } = await import((existsSync(source) ? source : compiled).href);
process.exitCode = await main(process.argv);
