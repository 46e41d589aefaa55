/** A fault in force. */
export interface InjectedFault {
  id: string;
  /** Ends it; resolves to the requests or connections it met, null where they can't be counted. */
  remove(): Promise<number | null>;
}
