import type { ContractCase } from "./cases.ts";
import { impersonationCases } from "./impersonation-cases.ts";
import { protobufCases } from "./protobuf-cases.ts";

/** What only a server with users and codecs answers. */
export const joinedCases: ContractCase[] = [...protobufCases, ...impersonationCases];
