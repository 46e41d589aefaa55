import type { Clock, Random } from "../../../harness/core/clock.ts";
import { startHttpListener } from "../../support/http-listener.ts";
import { makeToken } from "../../support/pki.ts";
import type { KubeServer } from "../http/kube-server.ts";
import type { User } from "../model/access.ts";
import { createApiServer } from "./api-server.ts";
import { openAuditLog } from "./audit-log.ts";
import { parseAuditPolicy } from "./audit-policy.ts";
import type { ServerSettings } from "./settings.ts";

/** A simulated API server that listens. Disposing it ends its connections and frees the port. */
export interface ServedApi extends AsyncDisposable {
  /** `https://127.0.0.1:6443` */
  origin: string;
  server: KubeServer;
}

/** @throws UsageError when the port is taken. */
export async function serveApi(
  settings: ServerSettings,
  { clock, random, log }: { clock: Clock; random: Random; log(line: string): void },
): Promise<ServedApi> {
  await using stack = new AsyncDisposableStack();
  const audit = settings.auditLog
    ? stack.use(await openAuditLog(settings.auditLog, clock))
    : undefined;
  const isLogged = settings.auditPolicy ? parseAuditPolicy(settings.auditPolicy) : () => true;
  // What runs inside asks in its own name, by a token that nobody else knows.
  const ownToken = makeToken();
  const own: User = { name: "system:apiserver", groups: ["system:masters"] };
  const { serviceAccounts, anonymous, authorization, tls, host, port } = settings;
  const server = stack.use(
    createApiServer({
      clock,
      random,
      tokens: new Map([...settings.tokens, [ownToken, own]]),
      ...(serviceAccounts && { serviceAccounts }),
      anonymous,
      authorization,
      disabledAdmission: settings.disabledAdmissionPlugins,
      ...(audit && {
        report: (exchange) => {
          if (isLogged(exchange.attributes)) audit.write(exchange);
        },
      }),
    }),
  );
  if (settings.controllerManager) {
    const { kubeClient } = await import("../client/kube-client.ts");
    const { startControllers } = await import("../controllers/start-controllers.ts");
    const client = stack.use(
      kubeClient({
        handle: server.handle,
        token: ownToken,
        clock,
        userAgent: "kube-controller-manager",
      }),
    );
    const { caCertificate } = settings;
    const onError = (error: unknown) => log(`controller: ${String(error)}`);
    stack.use(
      startControllers({ client, clock, ...(caCertificate && { caCertificate }), onError }),
    );
  }
  const listener = stack.use(
    await startHttpListener({
      handler: server.handle,
      clock,
      tls,
      host,
      port,
      onError: (error) => log(`request: ${error instanceof Error ? error.stack : String(error)}`),
    }),
  );
  const whole = stack.move();
  return {
    origin: listener.origin,
    server,
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}
