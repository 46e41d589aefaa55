import { hash } from "node:crypto";
import { createCache } from "../../model/cache.ts";

/** More definitions than a cluster mostly has. */
const remembered = 200;

/**
 * `work` of a CustomResourceDefinition, done once for all that say the same: servers that start in one
 * process, one after the other, are given the same ones. What comes of it must never be changed.
 */
export function onceForEach<Definition extends { spec: object }, Result>(
  work: (crd: Definition) => Result,
  textOf: (crd: Definition) => string = ({ spec }) => JSON.stringify(spec),
): (crd: Definition) => Result {
  const done = createCache<{ result: Result }>(remembered);
  return (crd) => {
    const key = hash("sha1", textOf(crd));
    const known = done.get(key);
    if (known) return known.result;
    const result = work(crd);
    done.set(key, { result });
    return result;
  };
}
