import type { KeyObject } from "node:crypto";
import type { Clock, Random } from "../../../harness/core/clock.ts";
import { headerPairs } from "../../support/received-request.ts";
import { bootstrapPolicy } from "../access/bootstrap-policy.ts";
import { impersonate } from "../access/impersonate.ts";
import { createAdmission } from "../admission/create-admission.ts";
import { createConversion } from "../conversion/create-conversion.ts";
import { createKubeServer, type KubeServer, type KubeServerState } from "../http/kube-server.ts";
import type { ServedExchange } from "../http/serve-request.ts";
import type { User } from "../model/access.ts";
import { makeUid, timestamp } from "../registry/identity.ts";
import { createAuthenticator } from "./authenticator.ts";
import { createAuthorizer } from "./authorizer.ts";
import { computedResources } from "./computed-resources.ts";
import { guardEscalation } from "./guard-escalation.ts";
import { protobufCodecs } from "./protobuf-codecs.ts";

/** What decides who may do what; names are those of kube-apiserver's flags where there is one. */
export interface ApiServerOptions {
  clock: Clock;
  random: Random;
  /** `--token-auth-file`: users by their bearer tokens. */
  tokens: ReadonlyMap<string, User>;
  /** `--service-account-issuer` and the keys that sign and verify; without, accounts have no tokens. */
  serviceAccounts?: ServiceAccountKeys;
  /** `--anonymous-auth`; on unless told. */
  anonymous?: boolean;
  /** `--authorization-mode`; `RBAC` unless told. */
  authorization?: "RBAC" | "AlwaysAllow";
  /** `--disable-admission-plugins`: of those that the simulator has, which don't run. */
  disabledAdmission?: readonly string[];
  /** Told of every request to a resource or path once its answer is complete. */
  report?: (exchange: ServedExchange) => void;
  /** Changes of a resource that watches can come back to, at least. */
  historyLimit?: number;
  /** Goes on from what another one of the same `authorization` held and served. */
  from?: KubeServerState;
}

export interface ServiceAccountKeys {
  /** `https://kubernetes.default.svc` */
  issuer: string;
  /** `--api-audiences`; the issuer unless told. */
  audiences?: string[];
  signingKey: KeyObject;
  publicKeys: readonly KeyObject[];
}

/** An API server as one is deployed: with users, roles, tokens, protobuf and its own first objects. */
export function createApiServer(options: ApiServerOptions): KubeServer {
  const { clock, random, tokens, serviceAccounts, report, historyLimit, from } = options;
  const audiences = serviceAccounts?.audiences ?? (serviceAccounts ? [serviceAccounts.issuer] : []);
  const settings = {
    tokens,
    anonymous: options.anonymous ?? true,
    ...(serviceAccounts && {
      serviceAccounts: {
        issuer: serviceAccounts.issuer,
        audiences,
        publicKeys: serviceAccounts.publicKeys,
        clock,
      },
    }),
  };
  const issuer = serviceAccounts && {
    issuer: serviceAccounts.issuer,
    audiences,
    key: { privateKey: serviceAccounts.signingKey },
    clock,
    uid: () => makeUid(random),
  };
  const authenticator = createAuthenticator({ settings, clock });
  const rbac = (options.authorization ?? "RBAC") === "RBAC";
  const authorizer = createAuthorizer();
  const admit = createAdmission({
    clock,
    random,
    ...(rbac && { authorize: authorizer.decide }),
    ...(options.disabledAdmission && { disabled: options.disabledAdmission }),
  });
  const server = createKubeServer({
    clock,
    random,
    authenticate: (request, context, reader) => {
      const user = authenticator(request, context, reader);
      const asked = impersonate({ user, headers: headerPairs(request, "impersonate-"), reader });
      return asked === user ? user : { ...asked, impersonator: user };
    },
    ...(rbac && { authorize: authorizer.authorize }),
    computed: computedResources({ settings, issuer, clock }),
    codecs: protobufCodecs,
    convert: createConversion({ clock, random }),
    admit: rbac ? guardEscalation(admit) : admit,
    ...(report && { report }),
    ...(historyLimit !== undefined && { historyLimit }),
    ...(from && { from }),
  });
  if (rbac) {
    authorizer.follow(server.store);
    if (!from) install(server, options);
  }
  return server;
}

/** Roles and bindings that are there from the first moment. */
function install({ store }: KubeServer, { clock, random }: ApiServerOptions): void {
  for (const object of bootstrapPolicy()) {
    const resource = {
      group: "rbac.authorization.k8s.io",
      resource: `${object.kind.toLowerCase()}s`,
    };
    const metadata = {
      ...object.metadata,
      uid: makeUid(random),
      creationTimestamp: timestamp(clock),
    };
    store.create(resource, { ...object, metadata });
  }
}
