// Runs the simulated kube-apiserver as a program of its own: the TypeScript of a checkout as it is, the
// one file of JavaScript that a packed tarball has for it. Plain JavaScript, for what Node loads to strip
// types would take a fifth of the start's time and 15 MiB for as long as the server runs; and of the kind
// that says require, for import reads every part of Node's own modules, its HTTP client among them.
const { existsSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { join } = require("node:path");

// Compiling is most of what a start takes. The result is kept where packages keep such, for all servers;
// where that can't be written to, every start compiles anew.
enableCompileCache(join(__dirname, "../node_modules/.cache/fluxproof"));
const source = join(__dirname, "../simulators/kube/server/main.ts");
if (existsSync(source)) import(source);
else require("../dist/kube-apiserver.cjs");
