import type { Clock, Random } from "../../../harness/core/clock.ts";
import type { Handler, RequestContext } from "../../support/handler.ts";
import { builtinDefinitions } from "../definitions/builtin-definitions.ts";
import type { ObjectReader, RequestAttributes, User } from "../model/access.ts";
import { qualified } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import type { Admit, ConvertByWebhook, Registry } from "../registry/call.ts";
import { createCatalog } from "../registry/catalog.ts";
import { followDefinitions } from "../registry/custom-resources.ts";
import { storageOf } from "../registry/errors.ts";
import { makeUid } from "../registry/identity.ts";
import { createStore, type Store, type StoreState } from "../store/store.ts";
import { bootstrap } from "./bootstrap.ts";
import type { Codecs } from "./codecs.ts";
import { createMetrics } from "./metrics.ts";
import { createOpenApi } from "./openapi.ts";
import { type ServedExchange, serveRequest } from "./serve-request.ts";
import type { Computed } from "./serve-resource.ts";
import { warningHeaders } from "./warnings.ts";

export interface KubeServerOptions {
  clock: Clock;
  random: Random;
  /** Built-in resources; those of Kubernetes 1.34.4 unless told. */
  definitions?: readonly ResourceDefinition[];
  /** Goes on from there, its resources included, instead of making its first objects. */
  from?: KubeServerState;
  /** Who asks. @throws ApiError Unauthorized. Everyone is `system:admin` unless told. */
  authenticate?: (request: Request, context: RequestContext, reader: ObjectReader) => User;
  /** Whether they may: an error to answer with when not. All is allowed unless told. */
  authorize?: (attributes: RequestAttributes, reader: ObjectReader) => Error | undefined;
  admit?: Admit;
  /** Asks webhooks that convert; without, versions of custom resources differ in their names alone. */
  convert?: ConvertByWebhook;
  /** Absent for a server that speaks JSON and YAML alone. */
  codecs?: Codecs;
  /** Reviews and subresources that are computed, by `tokenreviews.authentication.k8s.io`, `serviceaccounts/token`. */
  computed?: Readonly<Record<string, Computed>>;
  /** Changes of a resource that watches can come back to, at least; 1000 unless told. */
  historyLimit?: number;
  /** Told of every authenticated request once its answer is complete. */
  report?: (exchange: ServedExchange) => void;
}

/** An API server without a network: `handle` answers its requests. */
export interface KubeServer extends Disposable {
  handle: Handler;
  store: Store;
  state(): KubeServerState;
}

/** What a server holds and serves at one moment. Nothing changes it: any number of servers may go on from it. */
export interface KubeServerState {
  readonly store: StoreState;
  readonly definitions: readonly ResourceDefinition[];
}

const version = {
  major: "1",
  minor: "34",
  emulationMajor: "1",
  emulationMinor: "34",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "33",
  gitVersion: "v1.34.4",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: "gc",
  platform: "linux/amd64",
};

/** Built-in objects are stored in binary form, as far as there is one. */
function binaryBytesBy(codecs: Codecs | undefined) {
  return (object: ApiObject) => {
    const [version = "", group = ""] = object.apiVersion.split("/").toReversed();
    const known = codecs?.has({ group, version, kind: object.kind });
    return known ? codecs?.encode(object).byteLength : undefined;
  };
}

const everyone: User = { name: "system:admin", groups: ["system:masters", "system:authenticated"] };

export function createKubeServer(options: KubeServerOptions): KubeServer {
  const { clock, random, historyLimit = 1000, from } = options;
  const binaryBytes = binaryBytesBy(options.codecs);
  const store = createStore({ historyLimit, binaryBytes, ...(from && { from: from.store }) });
  const catalog = createCatalog(from?.definitions ?? options.definitions ?? builtinDefinitions());
  const { admit, convert } = options;
  const registry: Registry = {
    ...{ store, catalog, clock, random },
    ...(admit && { admit }),
    ...(convert && { convert }),
  };
  const stopFollowing = followDefinitions(registry);
  if (!from) bootstrap(registry);
  const metrics = createMetrics();
  const counts = () =>
    catalog
      .all()
      .map((each): [string, number] => [
        qualified(storageOf(each)),
        store.collection(storageOf(each)).size,
      ]);
  const surroundings = {
    registry,
    authenticate: options.authenticate ?? (() => everyone),
    authorize: options.authorize ?? (() => undefined),
    codecs: options.codecs,
    computed: options.computed ?? {},
    eventCache: { encoded: new Map<string, Uint8Array>() },
    metrics,
    report: options.report,
    paths: {
      catalog,
      openApi: createOpenApi(catalog),
      metrics: () => metrics.text(counts()),
      version,
    },
  };
  const flow = { schema: makeUid(random), priority: makeUid(random) };
  return {
    store,
    state: () => ({ store: store.state(), definitions: catalog.all() }),
    [Symbol.dispose]: stopFollowing,
    async handle(request, context) {
      const warnings: string[] = [];
      const auditId = request.headers.get("audit-id") ?? makeUid(random);
      const response = await serveRequest({
        request,
        context,
        warnings,
        auditId,
        ...surroundings,
      });
      const { headers } = response;
      headers.set("audit-id", auditId);
      headers.set("cache-control", "no-cache, private");
      headers.set("x-kubernetes-pf-flowschema-uid", flow.schema);
      headers.set("x-kubernetes-pf-prioritylevel-uid", flow.priority);
      for (const warning of warningHeaders(warnings)) headers.append("warning", warning);
      return response;
    },
  };
}
