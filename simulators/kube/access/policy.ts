import type { ApiObject } from "../model/api-object.ts";

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

export interface Subject {
  kind: string;
  apiGroup?: string;
  name: string;
  namespace?: string;
}

export interface RoleRef {
  apiGroup: string;
  kind: string;
  name: string;
}

export const rbacGroup = "rbac.authorization.k8s.io";

/** Rules of a Role or ClusterRole; stored objects passed validation, so that their shape is known. */
export function rulesOf(role: ApiObject): PolicyRule[] {
  return (role.rules as PolicyRule[] | null | undefined) ?? [];
}

export function subjectsOf(binding: ApiObject): Subject[] {
  return (binding.subjects as Subject[] | null | undefined) ?? [];
}

export function roleRefOf(binding: ApiObject): RoleRef {
  return binding.roleRef as RoleRef;
}
