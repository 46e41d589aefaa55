import { catalogueTests } from "../harness/vitest.ts";

await catalogueTests();
