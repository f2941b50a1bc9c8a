import { differences } from "../../model/differences.js";

const EVERY_MS = 350;

/** Looks again and again at what two diagrams show, and marks in each what is otherwise in the other. */
export class Contrast {
  #marked = ["", ""];

  /** @param {OrreryDiagram[]} diagrams two @param {Function} tell told [Difference, Difference] (model/differences.js) when they change */
  constructor(diagrams, tell) {
    Object.assign(this, { diagrams, tell });
    this.timer = setInterval(() => this.#look(), EVERY_MS);
    this.#look();
  }

  end() {
    clearInterval(this.timer);
    for (const diagram of this.diagrams) diagram.differing = new Set();
  }

  #look() {
    const [one, other] = this.diagrams.map(({ state }) => state);
    if (!one || !other) return;
    const found = differences(one, other);
    const both = [found.one, found.other];
    both.forEach(({ uids }, at) => {
      const text = [...uids].join();
      if (text !== this.#marked[at]) this.diagrams[at].differing = uids;
      this.#marked[at] = text;
    });
    const told = JSON.stringify(both.map(({ alone, ready, uids }) => [alone, ready, uids.size]));
    if (told !== this.told) this.tell(both);
    this.told = told;
  }
}
