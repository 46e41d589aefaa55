import { writeObject } from "../definitions/read-object.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { FoundResource } from "../registry/catalog.ts";
import { groupVersion, inStorage, inVersion, unpruned } from "../registry/conversion.ts";
import { storageOf } from "../registry/errors.ts";
import type { Attributes } from "./attributes.ts";

/** Other versions, and for Events the other group, under which the objects of a request are served. */
export function equivalents({ found, subresource, catalog }: Attributes): FoundResource[] {
  const place = storageOf(found.definition);
  const same = catalog.all().filter((each) => {
    const { group, resource } = storageOf(each);
    return group === place.group && resource === place.resource;
  });
  return same.flatMap((definition) =>
    definition.versions
      .filter((version) => version.served)
      .filter(({ subresources }) => subresource !== "status" || subresources.status)
      .filter(({ subresources }) => subresource !== "scale" || subresources.scale !== undefined)
      .map((version) => ({ definition, version }))
      .filter(
        ({ version }) => definition !== found.definition || version.name !== found.version.name,
      ),
  );
}

/**
 * An object of the one resource as the other shows it: where a webhook has to be asked, within
 * `converting`. Kinds of subresources are the same in all.
 */
export function convert(object: ApiObject, from: FoundResource, to: FoundResource): ApiObject {
  if (from.version === to.version && from.definition === to.definition) return object;
  const apiVersion = groupVersion(from.definition.group, from.version.name);
  if (object.apiVersion !== apiVersion) return object;
  if (to.definition.custom) return unpruned(object, to.definition, to.version);
  const shown = inVersion(inStorage(object, from.definition), to.definition, to.version);
  return from.definition === to.definition ? shown : writeObject(to.version, shown);
}
