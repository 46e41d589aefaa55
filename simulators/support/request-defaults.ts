/** What a request has of the fetch standard that no handler here asks for. */
export abstract class RequestDefaults {
  readonly cache = "default";
  readonly credentials = "same-origin";
  readonly destination = "";
  readonly duplex = "half";
  readonly integrity = "";
  readonly keepalive = false;
  readonly mode = "cors";
  readonly referrer = "about:client";
  readonly referrerPolicy = "";
}
