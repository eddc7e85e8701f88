/**
 * Bodies that were cut short. No counter tells them: at the headers they were fine. What tells is a stream that broke and
 * that neither became a 5xx nor was tried again, while an answer stays open that nothing will end.
 */

/** So long an answer must have stayed open since the break. Bodies on their way at that time mostly end by then. */
const graceMs = 450;
/** Breaks closer than this are one. */
const grainMs = 80;

interface Break {
  readonly atMs: number;
  /** Breaks that nothing else explains. */
  count: number;
  /** The least answers that were open at once since. */
  open: number;
}

export class CutAnswers {
  #breaks: Break[] = [];
  /** Said to be cut, and open for ever. */
  #cut = 0;

  /**
   * `unexplained`: breaks in this span less what became of them; below zero where there were more 5xx than breaks. Returns
   * how many answers are now known to have been cut.
   */
  advance(unexplained: number, open: number, fromMs: number, toMs: number): number {
    const stillOpen = Math.max(0, open - this.#cut);
    for (const each of this.#breaks) each.open = Math.min(each.open, stillOpen);
    const last = this.#breaks.at(-1);
    // A flush may come between a break and the 5xx that it became.
    if (unexplained < 0 && last?.atMs === fromMs) last.count += unexplained;
    if (unexplained > 0) {
      if (last !== undefined && toMs - last.atMs < grainMs) last.count += unexplained;
      else this.#breaks.push({ atMs: toMs, count: unexplained, open: stillOpen });
    }
    let cut = 0;
    while (this.#breaks[0] !== undefined && toMs - this.#breaks[0].atMs >= graceMs) {
      const { count, open: most } = this.#breaks[0];
      cut += Math.max(0, Math.min(count, most - cut));
      this.#breaks.shift();
    }
    this.#cut += cut;
    return cut;
  }
}
