/** Chance that any metric is called different when nothing is, over all metrics, scenarios and looks. */
export const familyError = 0.04;

/**
 * Chance that a difference as large as the margin passes for none, over all looks. It needs no correction for
 * many metrics, for a candidate qualifies only where each of them passes its own test (intersection-union,
 * Berger, Technometrics 24, 1982).
 */
export const sameError = 0.05;

/**
 * Share of both errors that may be spent when `share` of the planned pairs is there (Kim and DeMets, Biometrika
 * 74, 1987): its fourth power, even less early than O'Brien and Fleming's bounds spend, so that looking early
 * costs little at the end.
 */
export function spentBy(share: number): number {
  return Math.max(0, Math.min(1, share)) ** 4;
}

const lookShares = [0.4, 0.7, 1];

/** What planned looks leave to the last one, as a share. */
export const lastPart = 1 - spentBy(0.7);

/**
 * After which numbers of pairs of a scenario to look: at 40, 70 and 100 % of those planned, without those
 * looks that could show nothing.
 */
export function planLooks(planned: number): number[] {
  const looks = new Set(lookShares.map((share) => Math.min(planned, Math.ceil(share * planned))));
  let spent = 0;
  return [...looks].filter((pairs) => {
    const part = spentBy(pairs / planned) - spent;
    if (pairs < planned && pairs < fewestPairs(part * familyError)) return false;
    spent += part;
    return true;
  });
}

/** Pairs without which a difference in the same direction in each of them could be chance. */
export function fewestPairs(error: number): number {
  return Math.ceil(Math.log2(2 / error) - 1e-9);
}
