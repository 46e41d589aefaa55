import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderCapacityPage } from "../../reports/html/capacity/capacity-page.ts";
import { renderLimitsPage } from "../../reports/html/limits/limits-page.ts";
import { renderQualificationPage } from "../../reports/html/qualification/qualification-page.ts";
import { parseCapacity } from "../core/capacity-schema.ts";
import { UsageError } from "../core/failure.ts";
import { parseLimits } from "../core/limits-schema.ts";
import { parseQualification } from "../core/qualification-schema.ts";

/** Documents that runs are summed up by, each with the page that shows it. */
const documents: Record<string, (text: string, file: string) => string> = {
  "qualification.json": (text, file) => renderQualificationPage(parseQualification(text, file)),
  "limits.json": (text, file) => renderLimitsPage(parseLimits(text, file)),
  "capacity.json": (text, file) => renderCapacityPage(parseCapacity(text, file)),
};

/**
 * The page of the document that lies in `dir`; undefined where none does.
 * @throws UsageError naming the file and the field of a document that isn't what it should be.
 */
export async function documentPage(dir: string): Promise<string | undefined> {
  for (const [name, render] of Object.entries(documents)) {
    const file = join(dir, name);
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
      throw new UsageError(`${file}: cannot be read (${error.code})`);
    });
    if (text !== undefined) return render(text, file);
  }
  return undefined;
}

/** Writes a page beside its document, by way of reading it: what was stored is what is shown. */
export async function writeDocumentPage(dir: string): Promise<string> {
  const page = await documentPage(dir);
  if (page === undefined) {
    throw new UsageError(`${dir}: expected one of ${Object.keys(documents).join(", ")}`);
  }
  const file = join(dir, "report.html");
  await writeFile(file, page);
  return file;
}
