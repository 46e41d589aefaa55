/** What is used of it; the package brings no types. */
declare module "jstat" {
  interface JStat {
    mean(values: readonly number[]): number;
    studentt: {
      /** Quantile of Student's t. */
      inv(share: number, degrees: number): number;
    };
    poisson: {
      cdf(count: number, mean: number): number;
    };
  }
  const jstat: JStat;
  export default jstat;
}
