import type { StoredRun } from "../../stored-run.ts";
import { html, type Markup } from "../markup.ts";
import { plot } from "./table.ts";

/** When each change was on its way to each object. */
export function objectsSection({ history: { objects } }: StoredRun, run: number): Markup {
  if (!objects) return html``;
  const never = objects.stages.ready.filter((ms) => ms === null).length;
  const described = `${objects.object.length} changes of ${objects.objects.length} objects, ${never} of which never became ready; the tables have the quantiles.`;
  return html`<h3>Every object</h3>
${plot(`Each change from its push to Ready, a row for each of ${objects.objects.length} objects`, { run, kind: "objects", described })}
<p class="small">Lighter until the artifact is there, a mark where it was applied; in the colour of failures to the end where it never became ready.${objects.left > 0 && ` ${objects.left} later changes are left out.`}</p>`;
}
