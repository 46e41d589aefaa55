/** Administrator access to the slot's API server. */
export interface ClusterAccess {
  /** `https://127.0.0.1:PORT` */
  server: string;
  /** PEM */
  caCertificate: string;
  /** Bearer token of a cluster administrator made for this run. */
  token: string;
  /** The same as a file, for kubectl. */
  kubeconfigFile: string;
}
