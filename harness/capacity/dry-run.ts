import type { KubeObject } from "../core/json.ts";
import { objectPath } from "../environments/in-cluster/object-path.ts";
import type { ApiClient } from "../environments/slot/api-client.ts";

/** What an API server says of objects, without keeping any. */
export interface DryRun {
  accepted: boolean;
  because: string;
}

/**
 * Server-side apply of every object as a dry run, unknown and doubled fields refused. Their namespace must be
 * there.
 */
export async function dryRun(request: {
  objects: readonly KubeObject[];
  api: Pick<ApiClient, "request">;
}): Promise<DryRun> {
  const refused: string[] = [];
  for (const object of request.objects) {
    const path = `${objectPath(object)}?dryRun=All&fieldManager=fluxproof&force=true&fieldValidation=Strict`;
    const { status, text } = await request.api.request({
      ...{ method: "PATCH", path, body: JSON.stringify(object) },
      contentType: "application/apply-patch+yaml",
    });
    if (status === 200 || status === 201) continue;
    refused.push(
      `${object.kind} ${object.metadata.name} was answered ${status}: ${text.slice(0, 300)}`,
    );
  }
  const count = request.objects.length;
  return refused.length === 0
    ? { accepted: true, because: `all ${count} objects were accepted` }
    : {
        accepted: false,
        because: `${refused.length} of ${count} objects were refused, first ${refused[0]}`,
      };
}
