import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ReadOptions } from "./kube-client.ts";
import { type Collection, pathOf } from "./paths.ts";
import type { Transport } from "./transport.ts";

export interface Selectors {
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
}

export interface ListOptions extends ReadOptions, Selectors {
  /** Objects a page; default 500, as client-go's pager. */
  limit?: number;
}

export interface ObjectList {
  /** Of the list as a whole: where a watch takes up. */
  resourceVersion: string;
  items: ApiObject[];
}

interface ListPage {
  apiVersion: string;
  kind: string;
  metadata: { resourceVersion: string; continue?: string };
  items: (Omit<ApiObject, "apiVersion" | "kind"> & { apiVersion?: string; kind?: string })[] | null;
}

/** All pages of a list. Begins anew, once, when the server drops it midway (410). */
export async function listObjects(
  send: Transport,
  collection: Collection,
  options: ListOptions = {},
): Promise<ObjectList> {
  try {
    return await listPages(send, collection, options);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status.code !== 410) throw error;
    return listPages(send, collection, { ...options, limit: 0 });
  }
}

async function listPages(
  send: Transport,
  collection: Collection,
  options: ListOptions,
): Promise<ObjectList> {
  const { labelSelector, fieldSelector, limit = 500, signal, metadataOnly } = options;
  const items: ApiObject[] = [];
  let next: string | undefined;
  for (;;) {
    const query = { labelSelector, fieldSelector, limit: limit || undefined, continue: next };
    const response = await send({
      method: "GET",
      path: pathOf(collection, query),
      signal,
      ...(metadataOnly ? { accept: partialList } : {}),
    });
    const page = (await response.json()) as ListPage;
    // Items of built-in lists carry neither: they are the list's own.
    const { apiVersion, kind } = page;
    const ofItem = { apiVersion, kind: kind.replace(/List$/, "") };
    for (const item of page.items ?? []) items.push({ ...ofItem, ...item } as ApiObject);
    next = page.metadata.continue || undefined;
    if (next === undefined) return { resourceVersion: page.metadata.resourceVersion, items };
  }
}

const partialList =
  "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
