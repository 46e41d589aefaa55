import { enableCompileCache } from "node:module";
import { workerData } from "node:worker_threads";
import type { ModelWorkerData } from "./model-pool.ts";

/** A thread of the pool. Of its own accord it has no cache of what is compiled, and most of its start is compiling. */
const { compileCache } = workerData as ModelWorkerData;
if (compileCache !== undefined) enableCompileCache(compileCache);
const { takeModelJobs } = await import("./model-jobs.ts");
await takeModelJobs();
