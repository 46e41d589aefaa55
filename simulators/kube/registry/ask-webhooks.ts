import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition, ServedVersion } from "../model/resource.ts";
import type { Converting, Registry } from "./call.ts";
import { groupVersion, isUnconverted, remember, Unconverted } from "./conversion.ts";

/** Asks about objects before `inVersion` is: in their order, once for each. @throws ApiError */
export type Learn = (objects: readonly ApiObject[], version: ServedVersion) => Promise<void>;

/**
 * What has to be awaited before objects of a resource are shown in another version, or undefined:
 * where no webhook is concerned, nothing waits.
 */
export function learnerOf(
  { convert }: Pick<Registry, "convert">,
  definition: ResourceDefinition,
): Learn | undefined {
  const { conversion, group } = definition;
  if (!convert || !conversion) return undefined;
  return async (objects, version) => {
    const apiVersion = groupVersion(group, version.name);
    for (const object of objects) {
      if (!isUnconverted(object, definition, version)) continue;
      await once(object, version, () => convert({ conversion, object, apiVersion }));
    }
  };
}

/** Questions on their way: all that want the same answer wait for the one. */
const asked = new WeakMap<ApiObject, Map<ServedVersion, Promise<void>>>();

async function once(
  object: ApiObject,
  version: ServedVersion,
  ask: () => Promise<ApiObject>,
): Promise<void> {
  const questions = asked.get(object) ?? new Map<ServedVersion, Promise<void>>();
  asked.set(object, questions);
  const question =
    questions.get(version) ?? ask().then((shown) => remember(object, version, shown));
  questions.set(version, question);
  try {
    await question;
  } finally {
    questions.delete(version);
  }
}

/** More objects of one computation than anything has versions to be asked at. */
const roundsMax = 1000;

export function createConverting(registry: Pick<Registry, "convert">): Converting {
  return (run) => attempt(run, 0);

  function attempt<T>(run: () => T, round: number): T | Promise<T> {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof Unconverted) || round > roundsMax) throw error;
      const { object, definition, version } = error;
      const learn = learnerOf(registry, definition);
      if (!learn) throw error;
      return learn([object], version).then(() => attempt(run, round + 1));
    }
  }
}
