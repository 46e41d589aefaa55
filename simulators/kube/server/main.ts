import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Compiling the sources is most of what a start takes: the result is kept where packages keep such,
// and shared by all servers. Where that can't be written to, every start compiles anew.
enableCompileCache(
  fileURLToPath(new URL("../../../node_modules/.cache/fluxproof", import.meta.url)),
);
const { runProgram } = await import("./program.ts");
process.exitCode = await runProgram(process.argv.slice(2));
