import { z } from "zod";
import type { HistoryEntry } from "../core/history.ts";
import type { Check } from "../core/scenario.ts";
import { instanceName } from "../scenario/instances.ts";
import {
  type CheckerImplementation,
  checkData,
  type Entry,
  entriesOf,
  fail,
  neverCame,
  pass,
  unknown,
} from "./checker.ts";

const arguments_ = z.strictObject({
  /** `source-controller` */
  controller: z.string(),
  /** Of its objects, as the API server has it: `gitrepositories`. */
  resource: z.string(),
  /** Instances that are to have work, each at least one object; by default all that were started. */
  instances: z.array(z.string()).optional(),
});

/** Every object's status is written by the instance of its shard and by no other, and all instances have work. */
export function shardsServeTheirOwn(options: z.infer<typeof arguments_>): Check {
  return checkData("shards-serve-their-own", options);
}

export const shardsServeTheirOwnChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { controller, resource, instances = startedInstances(history, controller) }) {
    const writes = statusWrites(history, { controller, resource });
    if (writes.length === 0) return unknown(`no instance of ${controller} wrote to ${resource}`);
    const shards = shardsOf(history, resource);
    for (const write of writes) {
      const entitled = shards(write).map((shard) => instanceName(controller, shard));
      if (entitled.length === 0 || entitled.includes(write.instance)) continue;
      return fail(
        `${write.instance} wrote the status of ${write.object}, which is ${entitled.join(" or ")}'s`,
        [write.entry],
      );
    }
    const idle = instances.filter((name) => !writes.some(({ instance }) => instance === name));
    if (idle.length > 0) return neverCame(history, `${idle.join(", ")} served no object`);
    const shares = instances.map((name) => {
      const own = writes.filter(({ instance }) => instance === name);
      const objects = new Set(own.map(({ object }) => object)).size;
      return { said: `${name} ${objects}`, first: own.slice(0, 1).map(({ entry }) => entry) };
    });
    const said = shares.map((share) => share.said).join(", ");
    return pass(
      `each object was served by its shard alone: ${said}`,
      shares.flatMap(({ first }) => first),
    );
  },
};

interface StatusWrite {
  instance: string;
  /** `namespace/name` */
  object: string;
  entry: Entry<"kube.requests">;
  /** `seq` of an entry that told of what came earlier. */
  since: number;
}

function statusWrites(
  history: readonly HistoryEntry[],
  { controller, resource }: { controller: string; resource: string },
): StatusWrite[] {
  const requests = entriesOf(history, "kube.requests");
  return requests.flatMap((entry, index) =>
    Object.entries(entry.statusWrites ?? {})
      .filter(([instance]) => instance === controller || instance.startsWith(`${controller}-`))
      .flatMap(([instance, objects]) =>
        Object.keys(objects)
          .filter((object) => object.startsWith(`${resource} `))
          .map((object) => ({
            instance,
            object: object.slice(resource.length + 1),
            entry,
            // A line of the audit log may come a moment late.
            since: requests[index - 2]?.seq ?? 0,
          })),
      ),
  );
}

/** The shards an object was in while a write may have come: those of a moment past, too, if it was moved. */
function shardsOf(history: readonly HistoryEntry[], resource: string) {
  const singular = resource.replace(/ies$/, "y").replace(/s$/, "");
  const objects = Map.groupBy(
    entriesOf(history, "kube.object").filter(({ kind }) => kind.toLowerCase() === singular),
    ({ namespace, name }) => `${namespace}/${name}`,
  );
  return ({ object, entry, since }: StatusWrite): (string | undefined)[] => {
    const states = objects.get(object) ?? [];
    const before = states.filter(({ seq }) => seq <= since).slice(-1);
    const meanwhile = states.filter(({ seq }) => seq > since && seq <= entry.seq);
    return [...new Set([...before, ...meanwhile].map(({ state }) => state.shard))];
  };
}

function startedInstances(history: readonly HistoryEntry[], controller: string): string[] {
  const names = entriesOf(history, "process.start").map(({ process }) => process);
  return [...new Set(names)].filter(
    (name) => name === controller || name.startsWith(`${controller}-`),
  );
}
