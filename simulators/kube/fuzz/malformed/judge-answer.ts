/** What is wrong with an answer's form; nothing where it is one that an API server gives. */
export function judgeAnswer(answer: {
  status: number;
  /** Its content type, empty where it has none. */
  type: string;
  text: string;
}): string | undefined {
  const { status, type, text } = answer;
  if (status < 400) return undefined;
  // Of an expectation that HTTP doesn't know: with nothing more, as the real one.
  if (status === 417 && text === "") return undefined;
  if (type.startsWith("text/plain") || type.includes("protobuf")) return undefined;
  try {
    const { kind, code, reason, message } = JSON.parse(text) as Record<string, unknown>;
    if (kind !== "Status" || code !== status) return `${status}, no Status: ${text.slice(0, 300)}`;
    // A fault of the simulator's own comes to light as one that names no reason of the API.
    const own = /is not a function|undefined|Cannot read|not iterable|call stack|Invalid array/;
    if (reason === "InternalError" && own.test(String(message))) return String(message);
    return undefined;
  } catch {
    return `${status}, no JSON: ${text.slice(0, 300)}`;
  }
}
