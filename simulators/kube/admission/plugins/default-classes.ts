import type { ApiObject } from "../../model/api-object.ts";
import type { GroupResource } from "../../model/resource.ts";
import type { Attributes } from "../attributes.ts";

/** DefaultStorageClass: a claim that names no class gets the default one. */
export function giveStorageClass(attributes: Attributes): ApiObject | undefined {
  const claim = created(attributes, { group: "", resource: "persistentvolumeclaims" });
  const { storageClassName } = specOf(claim);
  const beta = "volume.beta.kubernetes.io/storage-class";
  if (!claim || storageClassName !== undefined) return undefined;
  if (claim.metadata.annotations?.[beta] !== undefined) return undefined;
  const named = defaultClass(attributes, {
    resource: { group: "storage.k8s.io", resource: "storageclasses" },
    marks: [
      "storageclass.kubernetes.io/is-default-class",
      "storageclass.beta.kubernetes.io/is-default-class",
    ],
  });
  if (named === undefined) return undefined;
  return { ...claim, spec: { ...specOf(claim), storageClassName: named } };
}

/** DefaultIngressClass: the same for an Ingress. */
export function giveIngressClass(attributes: Attributes): ApiObject | undefined {
  const ingress = created(attributes, { group: "networking.k8s.io", resource: "ingresses" });
  const { ingressClassName } = specOf(ingress);
  if (!ingress || ingressClassName !== undefined) return undefined;
  if (ingress.metadata.annotations?.["kubernetes.io/ingress.class"] !== undefined) return undefined;
  const named = defaultClass(attributes, {
    resource: { group: "networking.k8s.io", resource: "ingressclasses" },
    marks: ["ingressclass.kubernetes.io/is-default-class"],
  });
  if (named === undefined) return undefined;
  return { ...ingress, spec: { ...specOf(ingress), ingressClassName: named } };
}

function created(
  { found, operation, subresource, object }: Attributes,
  { group, resource }: GroupResource,
): ApiObject | undefined {
  const { definition } = found;
  const same = definition.group === group && definition.plural === resource;
  return same && operation === "CREATE" && subresource === "" ? object : undefined;
}

function specOf(object: ApiObject | undefined): Record<string, unknown> {
  return (object?.spec ?? {}) as Record<string, unknown>;
}

/** The newest of those that are marked, the first by name among equals. */
function defaultClass(
  { reader }: Attributes,
  { resource, marks }: { resource: GroupResource; marks: readonly string[] },
): string | undefined {
  const marked = reader
    .list(resource)
    .filter(({ metadata }) => marks.some((mark) => metadata.annotations?.[mark] === "true"))
    .map(({ metadata }) => metadata);
  const [first] = marked.toSorted(
    (a, b) =>
      Date.parse(b.creationTimestamp ?? "") - Date.parse(a.creationTimestamp ?? "") ||
      (a.name < b.name ? -1 : 1),
  );
  return first?.name;
}
