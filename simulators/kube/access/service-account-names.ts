const prefix = "system:serviceaccount:";
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

export function serviceAccountUsername(namespace: string, name: string): string {
  return `${prefix}${namespace}:${name}`;
}

export function serviceAccountGroups(namespace: string): string[] {
  return ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
}

/** Undefined when it is not the user name of a ServiceAccount. */
export function splitServiceAccountUsername(
  username: string,
): { namespace: string; name: string } | undefined {
  if (!username.startsWith(prefix)) return undefined;
  const [namespace = "", name = "", ...rest] = username.slice(prefix.length).split(":");
  const valid =
    rest.length === 0 &&
    namespace.length <= 63 &&
    label.test(namespace) &&
    name.length <= 253 &&
    subdomain.test(name);
  return valid ? { namespace, name } : undefined;
}
