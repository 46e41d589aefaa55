import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * A package that is loaded when it is first used, all at once. For those that a server needs now and
 * then: reading all of them is most of what its start would take.
 *
 *     const yaml = loadLater<typeof import("yaml")>("yaml");
 */
export function loadLater<Exports>(name: string): () => Exports {
  let loaded: Exports | undefined;
  return () => {
    loaded ??= require(name) as Exports;
    return loaded;
  };
}
