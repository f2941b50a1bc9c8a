/** How many pods were ready, from moment to moment, as a world has recorded it. Counts each change once. */
import { countsAsReady } from "./differences.js";

export class Readiness {
  #world;
  #generation = -1;
  #counted = 0;
  #ready = 0;
  #series = [];

  /** @param {World} world */
  constructor(world) {
    this.#world = world;
  }

  /** [{time (µs), ready}], ascending; the first is where the recording begins. */
  get series() {
    const { generation, log, since } = this.#world;
    if (generation !== this.#generation) {
      const pods = this.#world.head ? [...this.#world.stateAtStart().kind("Pod").values()] : [];
      this.#ready = pods.filter(countsAsReady).length;
      this.#series = [{ time: since, ready: this.#ready }];
      this.#generation = generation;
      this.#counted = 0;
    }
    for (; this.#counted < log.length; this.#counted++) this.#count(log[this.#counted]);
    return this.#series;
  }

  #count({ subject, object, previous, time }) {
    if (subject.kind !== "Pod") return;
    const change = Number(countsAsReady(object)) - Number(countsAsReady(previous));
    if (!change) return;
    this.#ready += change;
    const last = this.#series.at(-1);
    if (last.time === time) last.ready = this.#ready;
    else this.#series.push({ time, ready: this.#ready });
  }
}
