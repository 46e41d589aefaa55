/** What the simulator answers otherwise than kube-apiserver 1.34.4 to the same bytes, as `describeWire` says it. */
export interface WireDifference {
  name: string;
  /** Both: anything where it differs from one time to the next. */
  real?: string;
  simulator?: string;
  because: string;
}

const node = "Node's parser of HTTP/1.1 takes less than Go's";
const nghttp2 = "nghttp2, which Node has, takes less than Go's HTTP/2";

/** Judged: none of them lets a request pass that the real server refuses, or loses one that clients send. */
export const knownWireDifferences: WireDifference[] = [
  {
    ...{ name: "a method nobody knows", real: "405", simulator: "400" },
    because: "Node's parser knows a fixed set of methods; over HTTP/2 it is a 405",
  },
  {
    ...{ name: "CONNECT", real: "404", simulator: "400" },
    because: "Node hands over a tunnel and no request; nobody tunnels through an API server",
  },
  { name: "a header over two lines", real: "200", simulator: "400", because: node },
  { name: "lines that end without CR", real: "200", simulator: "400", because: node },
  {
    ...{ name: "a length and chunks", real: "422", simulator: "400" },
    because: "Node refuses what two servers in a row could read as two different requests",
  },
  {
    ...{ name: "a body that ends too early", simulator: "500" },
    because: "the real server mostly notices first that the client has left",
  },
  {
    ...{ name: "chunks that end too early", simulator: "500" },
    because: "the real server mostly notices first that the client has left",
  },
  {
    ...{ name: "HTTP/2's beginning", real: "403", simulator: "400" },
    because: "the real server takes it for a request with method PRI",
  },
  {
    ...{ name: "TLS within TLS", real: "nothing", simulator: "400" },
    because: "the real server waits for an end of line, Node refuses the first byte",
  },
  {
    ...{ name: "h2: no preface", real: "closed", simulator: "GOAWAY 2" },
    because: "both close the connection; nghttp2 says why",
  },
  {
    ...{ name: "h2: streams in falling order", real: "200, GOAWAY 1", simulator: "200" },
    because: "nghttp2 takes the older stream for one that is closed and says nothing",
  },
  {
    ...{ name: "h2: data after the end", simulator: "200" },
    because:
      "nghttp2 drops the data and says nothing; the real server refuses it, sometimes before it has answered",
  },
  {
    ...{ name: "h2: a stream that depends on itself", real: "RST_STREAM 1", simulator: "nothing" },
    because: "nghttp2 no longer looks at priorities, as RFC 9113 has it",
  },
  { name: "h2: a path with a space", real: "404", simulator: "RST_STREAM 1", because: nghttp2 },
  {
    ...{ name: "h2: a header of the connection", real: "400", simulator: "RST_STREAM 1" },
    because: nghttp2,
  },
  { name: "h2: chunks", real: "400", simulator: "RST_STREAM 1", because: nghttp2 },
  {
    ...{ name: "h2: a value with a line end", real: "RST_STREAM 1", simulator: "200" },
    because: "nghttp2 leaves the header out and the request is served without it",
  },
  {
    ...{ name: "h2: a length that the body hasn't", real: "500", simulator: "RST_STREAM 1" },
    because: nghttp2,
  },
  {
    ...{ name: "h2: a body larger than is taken", real: "400", simulator: "RST_STREAM 1" },
    because: nghttp2,
  },
  {
    ...{ name: "h2: a header of 100 KB", real: "200", simulator: "GOAWAY 9" },
    because: "nghttp2 takes no field of more than 64 KiB",
  },
  {
    name: "h2: 300 requests at once",
    because:
      "both refuse those beyond 250 that are unanswered at the same moment, if there are any",
  },
];
