import type { KeptArchive, Workshop } from "./cached-archive.ts";

/** An image of this folder, and how it comes to be. */
export interface BuiltImage {
  name: string;
  tag: string;
  /** Of all that goes into it; the image carries it as its label `fluxproof.recipe`. */
  key: string;
  /** Whether its name is that of another's image: one of that name that was not built here is left as it is. */
  standsIn?: boolean;
  /** Resolves to the archive, from the cache if it is there. */
  build(workshop: Workshop): Promise<KeptArchive>;
  /** Proves of the image in Docker that it works. */
  check(): Promise<void>;
}

/**
 * What makes building it needless: undefined if nothing does.
 * @param loaded label of the image of that name in Docker: undefined without one, empty for one that was not built here
 */
export function settledBy(
  { key, standsIn = false }: Pick<BuiltImage, "key" | "standsIn">,
  loaded: string | undefined,
): string | undefined {
  if (loaded === key) return "in Docker already";
  return standsIn && loaded === "" ? "in Docker already, and not built here: left" : undefined;
}
