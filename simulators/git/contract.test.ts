import { holdToContract } from "./testing/contract.ts";
import { gitServer, kinds } from "./testing/git-servers.ts";

for (const kind of kinds) {
  holdToContract({ name: kind, open: (options) => gitServer(kind, options) });
}
