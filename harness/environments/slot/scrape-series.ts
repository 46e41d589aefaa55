import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";

const limitMs = 2_000;

/** Where a controller tells its own metrics. */
export interface Scraped {
  name: string;
  port: number;
}

/** Records which metric series controllers tell of. One that doesn't answer, for it is down, has no entry. */
export async function scrapeSeries(request: {
  controllers: readonly Scraped[];
  recorder: Recorder;
  clock: Clock;
}): Promise<void> {
  const { controllers, recorder, clock } = request;
  const ending = new AbortController();
  const limit = clock.sleep(limitMs, ending.signal).then(
    () => ending.abort(),
    () => {},
  );
  const found = await Promise.all(
    controllers.map(async ({ name, port }) => {
      const series = await scrape(port, ending.signal).catch(() => []);
      return { name, series };
    }),
  );
  ending.abort();
  await limit;
  for (const { name, series } of found) {
    if (series.length > 0) recorder.record({ type: "process.series", process: name, series });
  }
}

async function scrape(port: number, signal: AbortSignal): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal });
  return response.ok ? seriesIn(await response.text()) : [];
}

/** Names with those of their labels, `gotk_reconcile_duration_seconds_bucket{kind,le,name}`, each once and in order. */
export function seriesIn(text: string): string[] {
  const series = new Set<string>();
  for (const line of text.split("\n")) {
    const [, name, , labels = ""] =
      /^([a-zA-Z_:][\w:]*)(\{(.*)\})?\s+[-+]?(?:\d|\.|NaN|Inf)/.exec(line) ?? [];
    if (name === undefined) continue;
    const names = [...labels.matchAll(/([a-zA-Z_]\w*)="(?:[^"\\]|\\.)*"/g)].map(
      ([, label]) => label,
    );
    series.add(names.length > 0 ? `${name}{${names.sort().join(",")}}` : name);
  }
  return [...series].sort();
}
