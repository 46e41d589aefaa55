import type { Clock } from "../../harness/core/clock.ts";
import type { Exchange } from "./http-exchange.ts";
import { isFullOfUnsent } from "./unsent.ts";

/** A connection that its protocol keeps, with nothing asked on it for as long as it likes. */
export interface KeptConnection {
  /** Requests under way. */
  open: number;
  /** On the clock of whoever lets go; since when nothing was under way. */
  idleSinceMs?: number;
  close(): void;
}

/** As Go's server in kube-apiserver: for connections that ask nothing. */
const idleMsMax = 90_000;
/** As long as kube-apiserver gives a request: for answers that nobody takes. */
const untakenMsMax = 60_000;
/** The same while memory is full of such answers, which keeps others waiting. */
const untakenMsMaxWhenFull = 500;
/** Then, too: for those whose clients take a little now and then. */
const answerMsMaxWhenFull = 3_000;
const lookEveryMs = 250;

/** Lets go of connections that ask nothing, and of answers whose clients don't read, until `signal` aborts. */
export async function letGo(options: {
  clock: Clock;
  connections: ReadonlySet<KeptConnection>;
  exchanges: ReadonlySet<Exchange>;
  signal: AbortSignal;
}): Promise<void> {
  const { clock, connections, exchanges, signal } = options;
  for (;;) {
    await clock.sleep(lookEveryMs, signal);
    const now = clock.nowMs();
    for (const connection of connections) {
      if (connection.open > 0) delete connection.idleSinceMs;
      else connection.idleSinceMs ??= now;
      if (now - (connection.idleSinceMs ?? now) > idleMsMax) connection.close();
    }
    for (const exchange of [...exchanges]) {
      if (!exchange.untaken) continue;
      exchange.untaken.sinceMs ??= now;
      exchange.begunMs ??= now;
      const untakenMs = now - exchange.untaken.sinceMs;
      const holds =
        untakenMs >= untakenMsMaxWhenFull || now - exchange.begunMs >= answerMsMaxWhenFull;
      if (untakenMs > untakenMsMax || (holds && isFullOfUnsent())) exchange.drop();
    }
  }
}
