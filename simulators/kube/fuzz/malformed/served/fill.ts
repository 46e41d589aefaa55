import { connect } from "node:http2";
import type { Ask } from "../../step.ts";
import type { AttackedServer } from "./served-program.ts";

/** Asks a server that is attacked, in the form that the makers of objects ask in. */
export function asking({ port, token }: AttackedServer): { origin: string; ask: Ask } & Disposable {
  const origin = `https://127.0.0.1:${port}`;
  const session = connect(origin, { rejectUnauthorized: false });
  session.on("error", () => {});
  return {
    origin,
    async ask(request) {
      const { pathname, search } = new URL(request.url);
      const body = Buffer.from(await request.arrayBuffer());
      const stream = session.request(
        {
          ...Object.fromEntries(request.headers),
          ":method": request.method,
          ":path": pathname + search,
          authorization: `Bearer ${token}`,
        },
        { endStream: body.length === 0 },
      );
      if (body.length > 0) stream.end(body);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const chunks: Buffer[] = [];
      let status = 0;
      stream
        .on("response", (told) => {
          status = told[":status"] ?? 0;
        })
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("end", resolve)
        .on("error", reject);
      await promise;
      return new Response(Buffer.concat(chunks), { status });
    },
    [Symbol.dispose]: () => session.destroy(),
  };
}

/** What makes lists long and answers big, in a namespace of its own. */
export async function fill(ask: Ask, origin: string, objects: number): Promise<void> {
  const post = async (path: string, object: object) => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(object);
    const answer = await ask(new Request(origin + path, { method: "POST", headers, body }));
    if (answer.status !== 201) throw new Error(`${path}: ${await answer.text()}`);
  };
  await post("/api/v1/namespaces", { metadata: { name: "big" } });
  const configMaps = "/api/v1/namespaces/big/configmaps";
  await post(configMaps, { metadata: { name: "mega" }, data: { a: "x".repeat(1_000_000) } });
  let next = 0;
  const fillOn = async () => {
    for (let index = next++; index < objects; index = next++) {
      await post(configMaps, { metadata: { name: `c${index}` }, data: { a: "x".repeat(1000) } });
    }
  };
  await Promise.all(Array.from({ length: 16 }, fillOn));
}
