import jstat from "jstat";

/** How many standard errors lie between an estimate and either of its two bounds, by Student's t. */
export function tQuantile(confidence: number, degrees: number): number {
  return jstat.studentt.inv(0.5 + confidence / 2, degrees);
}
