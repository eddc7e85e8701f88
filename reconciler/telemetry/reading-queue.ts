/** Readings that wait to be taken; bounded, so that a reader that stalls costs evidence, not memory. */

import type { Reading } from '../rollout/sample.ts';

const maxSamples = 200_000;
const maxReadings = 20_000;

export class ReadingQueue {
  #readings: Reading[] = [];
  #samples = 0;

  /** When full, all that waits is dropped: what comes after doesn't follow on it, and evidence sees the gap. */
  add(reading: Reading): void {
    this.#samples += reading.kind === 'samples' ? reading.samples.length : 0;
    if (this.#samples > maxSamples || this.#readings.length >= maxReadings) {
      this.#readings = [];
      this.#samples = reading.kind === 'samples' ? reading.samples.length : 0;
    }
    this.#readings.push(reading);
  }

  take(): readonly Reading[] {
    const taken = this.#readings;
    this.#readings = [];
    this.#samples = 0;
    return taken;
  }
}
