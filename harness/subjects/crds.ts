import { readFile } from "node:fs/promises";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { UsageError } from "../core/failure.ts";

const crdSchema = z.object({
  kind: z.literal("CustomResourceDefinition"),
  spec: z.object({
    group: z.string(),
    names: z.object({ kind: z.string() }),
    versions: z.array(z.object({ name: z.string(), served: z.boolean() })),
  }),
});

/** One kind at one version that CRDs make the API server serve. */
export interface ServedKind {
  group: string;
  /** `OCIRepository v1`, as the catalogue writes it. */
  kind: string;
}

/** CRDs of one version of source-controller. */
export interface SourceCrds {
  version: string;
  files: string[];
}

/**
 * The first candidate whose CRDs serve everything watched.
 * @param watched kinds of `source.toolkit.fluxcd.io` by the part that watches them.
 * @throws UsageError saying what each candidate lacks and for whom.
 */
export async function chooseSourceCrds(request: {
  watched: Record<string, string[]>;
  candidates: string[];
  load: (version: string) => Promise<string[]>;
}): Promise<SourceCrds> {
  const lacking: string[] = [];
  for (const version of new Set(request.candidates)) {
    const files = await request.load(version);
    const served = new Set(
      (await servedKinds(files))
        .filter(({ group }) => group === "source.toolkit.fluxcd.io")
        .map(({ kind }) => kind),
    );
    const missing = Object.entries(request.watched).flatMap(([part, kinds]) => {
      const absent = kinds.filter((kind) => !served.has(kind));
      return absent.length > 0 ? [`${absent.join(", ")} for ${part}`] : [];
    });
    if (missing.length === 0) {
      return { version, files };
    }
    lacking.push(`those of ${version} lack ${missing.join(" and ")}`);
  }
  throw new UsageError(
    "these controller versions cannot run together, because no CRDs of source-controller serve " +
      `all that they watch: ${lacking.join("; ")}`,
  );
}

/** @throws UsageError for a file that is not YAML or holds no CRD. */
export async function servedKinds(files: string[]): Promise<ServedKind[]> {
  const kinds: ServedKind[] = [];
  for (const file of files) {
    const found = servedBy(await readFile(file, "utf8"), file);
    if (found.length === 0) {
      throw new UsageError(`${file}: expected a CustomResourceDefinition, found none`);
    }
    kinds.push(...found);
  }
  return kinds;
}

function servedBy(text: string, file: string): ServedKind[] {
  return parseAllDocuments(text).flatMap((document) => {
    const problem = document.errors[0];
    if (problem) {
      throw new UsageError(`${file}: expected YAML: ${problem.message}`);
    }
    const crd = crdSchema.safeParse(document.toJS());
    if (!crd.success) {
      return [];
    }
    const { group, names, versions } = crd.data.spec;
    return versions
      .filter(({ served }) => served)
      .map(({ name }) => ({ group, kind: `${names.kind} ${name}` }));
  });
}
