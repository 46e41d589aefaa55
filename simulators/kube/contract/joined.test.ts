import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wallClock } from "../../support/clock.ts";
import { startHttpListener } from "../../support/http-listener.ts";
import { makePki } from "../../support/pki.ts";
import { seededRandom } from "../../support/random.ts";
import { createApiServer } from "../server/api-server.ts";
import recorded from "./testdata/answers.json" with { type: "json" };
import joined from "./testdata/joined-answers.json" with { type: "json" };
import { contractCases } from "./testing/cases.ts";
import { joinedCases } from "./testing/joined-cases.ts";
import { type Ask, play } from "./testing/play.ts";
import { askHandler, askHttp1, askHttp2 } from "./testing/raw-request.ts";

const known: Record<string, unknown> = { ...recorded, ...joined };
const token = "secret";

function createServer() {
  const user = { name: "fluxproof", uid: "fluxproof", groups: ["system:masters"] };
  return createApiServer({
    clock: wallClock(),
    random: seededRandom(1),
    tokens: new Map([[token, user]]),
  });
}

/** The server behind TLS, as its program serves it. */
async function serve() {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(createServer());
  const { caCertificate, serverCertificate, serverKey } = await makePki(wallClock());
  const tls = { certificate: serverCertificate, key: serverKey };
  const { origin } = stack.use(await startHttpListener({ handler: server.handle, tls }));
  const whole = stack.move();
  return { origin, caCertificate, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

describe.each(["in-process", "HTTP/1.1", "HTTP/2"])(
  "the joined server answers %s as the real server did",
  (how) => {
    const stack = new AsyncDisposableStack();
    let ask: Ask;
    let base = "https://sim.invalid";
    beforeAll(async () => {
      if (how === "in-process") {
        ask = askHandler(stack.use(createServer()).handle, token);
        return;
      }
      const { origin, caCertificate } = stack.use(await serve());
      base = origin;
      ask =
        how === "HTTP/2"
          ? stack.use(askHttp2(origin, caCertificate, token)).ask
          : askHttp1(origin, caCertificate, token);
    });
    afterAll(() => stack.disposeAsync());

    test.each([...contractCases, ...joinedCases])("$name", async (contractCase) => {
      const answers = await play(contractCase, base, ask);
      expect(answers).toEqual(known[contractCase.name]);
    });
  },
);
