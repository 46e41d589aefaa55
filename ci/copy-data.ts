import { cpSync, globSync } from "node:fs";

/** Puts what the package reads at run time beside its JavaScript; TypeScript files are compiled there already. */
const data = ["simulators/**/data/*.ndjson", "reports/html/page/*.{js,css}"];
for (const file of globSync(data)) cpSync(file, `dist/${file}`);
