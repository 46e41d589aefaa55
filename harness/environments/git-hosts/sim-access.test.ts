import { holdAccess } from "./testing/hold-access.ts";
import { started } from "./testing/sim-host.ts";

holdAccess(started);
