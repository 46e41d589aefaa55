import { cpSync, globSync } from "node:fs";

/**
 * Puts what reports read at run time beside their JavaScript. The simulators' data come with the bundle
 * of the API server, which lies in the same place.
 */
for (const file of globSync("reports/html/page/*.{js,css}")) cpSync(file, `dist/${file}`);
