import type { KeptArchive, Workshop } from "./cached-archive.ts";

/** An image of this folder, and how it comes to be. */
export interface BuiltImage {
  name: string;
  tag: string;
  /** Of all that goes into it; the image carries it as its label `fluxproof.recipe`. */
  key: string;
  /** Resolves to the archive, from the cache if it is there. */
  build(workshop: Workshop): Promise<KeptArchive>;
  /** Proves of the image in Docker that it works. */
  check(): Promise<void>;
}
