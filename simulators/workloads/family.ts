import type { WorkloadCollection, WorkloadObject } from "./workload-api.ts";

/** An object and where it is. */
export interface Member {
  of: WorkloadCollection;
  object: WorkloadObject;
}

/** Who controls whom, of the objects that were heard of. */
export interface Family {
  /** Whether it is news that there is such an object. */
  note(member: Member, isGone: boolean): boolean;
  /**
   * Who controls it in the end, such as the Deployment of a Pod's ReplicaSet; itself if nobody does. Nothing
   * as long as a workload that controls it was never heard of.
   */
  rootOf(member: Member): Member | undefined;
  childrenOf(object: WorkloadObject): Member[];
}

/** Kinds that control others and have stages themselves. */
const controllers = new Set([
  "apps/v1/Deployment",
  "apps/v1/ReplicaSet",
  "apps/v1/StatefulSet",
  "apps/v1/DaemonSet",
  "batch/v1/Job",
]);

export function createFamily(): Family {
  const members = new Map<string, Member>();
  const children = new Map<string, Set<string>>();
  return {
    note(member, isGone) {
      const { uid = "" } = member.object.metadata;
      const owner = controllerOf(member.object)?.uid;
      const siblings = owner === undefined ? undefined : (children.get(owner) ?? new Set());
      if (owner !== undefined && siblings) children.set(owner, siblings);
      const isNew = !isGone && !members.has(uid);
      if (isGone) {
        members.delete(uid);
        siblings?.delete(uid);
        if (owner !== undefined && siblings?.size === 0) children.delete(owner);
      } else {
        members.set(uid, member);
        siblings?.add(uid);
      }
      return isNew;
    },
    rootOf(member) {
      let root: Member | undefined = member;
      for (
        let owner = controllerOf(member.object);
        root && owner;
        owner = controllerOf(root.object)
      ) {
        if (!controllers.has(`${owner.apiVersion}/${owner.kind}`)) return root;
        root = members.get(owner.uid);
        if (!root) return undefined;
      }
      return root;
    },
    childrenOf({ metadata: { uid = "" } }) {
      return [...(children.get(uid) ?? [])].flatMap((child) => members.get(child) ?? []);
    },
  };
}

function controllerOf({ metadata }: WorkloadObject) {
  return metadata.ownerReferences?.find(({ controller }) => controller);
}
