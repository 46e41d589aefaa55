import { createBucketServer } from "../../../simulators/bucket/bucket-server.ts";
import {
  matchesBucketRequest,
  parseBucketRequest,
} from "../../../simulators/bucket/request-path.ts";
import { renderChartIndex } from "../../../simulators/charts/chart-index.ts";
import { createFaultLayer } from "../../../simulators/support/fault-layer.ts";
import { observed } from "../../../simulators/support/observe.ts";
import { packTarGz } from "../../../simulators/support/tar-gz.ts";
import type { BucketFault } from "../../core/fault.ts";
import type { BucketChanges, Buckets } from "../environment.ts";
import { type HostRequest, handleLater, seenOf } from "./host.ts";

/** Starts a simulated host of buckets: observed, and with the fault layer in front. */
export async function startBuckets(request: HostRequest): Promise<Buckets & AsyncDisposable> {
  const { clock, recorder } = request;
  const server = createBucketServer({ clock });
  const later = handleLater();
  const listener = await request.listen("buckets", later.handle);
  const faults = createFaultLayer<BucketFault>({
    ...{ target: "buckets", idPrefix: "bucket-fault", handler: server.handle, clock },
    doors: listener.doors,
    matches: ({ match }, { url }) => matchesBucketRequest(match, url),
  });
  later.use(
    observed({
      ...{ clock, handler: faults.handle },
      report(exchange) {
        const path = parseBucketRequest(exchange.request.url);
        const seen = { type: "bucket.request", ...path, ...seenOf(exchange) } as const;
        recorder.record(seen, exchange.startedMs);
      },
    }),
  );
  const made = new Set<string>();
  return {
    host: new URL(listener.origin).host,
    put(bucket, objects) {
      if (!made.has(bucket)) server.create(bucket);
      made.add(bucket);
      server.put(bucket, contentOf(objects));
      const keys = Object.keys(objects).sort();
      const [put, deleted] = [keys, keys].map((each, index) =>
        each.filter((key) => (objects[key] === null) === (index === 1)),
      );
      recorder.record({ type: "bucket.put", bucket, put: put ?? [], deleted: deleted ?? [] });
    },
    inject: (fault) => faults.inject(fault),
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      await faults[Symbol.asyncDispose]();
    },
  };
}

function contentOf(objects: BucketChanges): Record<string, string | Uint8Array | null> {
  return Object.fromEntries(Object.entries(objects).map(([key, object]) => [key, bytesOf(object)]));
}

function bytesOf(object: BucketChanges[string] | null): string | Uint8Array | null {
  if (object === null || typeof object === "string") return object;
  return "archive" in object ? packTarGz(object.archive) : renderChartIndex(object.chartIndex);
}
