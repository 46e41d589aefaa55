/** What is wrong with an answer by its head, in the words of client-go; undefined when nothing is. */
export function describeResponse({ status, headers }: Response, text: string): string | undefined {
  if (status >= 200 && status <= 206) {
    if (text !== "") return undefined;
    const type = headers.get("content-type") ?? "";
    return `0-length response with status code: ${status} and content type: ${type}`;
  }
  const type = headers.get("content-type");
  const readable = type === null || type.startsWith("text/");
  const said = readable ? text.slice(0, 2048).trim() : "unknown";
  if (status === 403 || status === 415) return said;
  if (status === 406 && said !== "" && said !== "unknown") return said;
  const known = messages[status];
  if (known !== undefined) return known;
  if (status >= 500) {
    return `an error on the server (${JSON.stringify(said)}) has prevented the request from succeeding`;
  }
  return `the server responded with the status code ${status} but did not return more information`;
}

const messages: Record<number, string> = {
  400: "the server rejected our request for an unknown reason",
  401: "the server has asked for the client to provide credentials",
  404: "the server could not find the requested resource",
  405: "the server does not allow this method on the requested resource",
  406: "the server was unable to respond with a content type that the client supports",
  409: "the server reported a conflict",
  422: "the server rejected our request due to an error in our request",
  429: "the server has received too many requests and has asked us to try again later",
  503: "the server is currently unable to handle the request",
  504: "the server was unable to return a response in the time allotted, but may still be processing the request",
};
