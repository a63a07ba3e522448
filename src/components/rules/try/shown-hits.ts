/** How many of the hits of a tried rule, and of its windows, are shown. */
export const [shownHits, shownWindows] = [100, 1000];
