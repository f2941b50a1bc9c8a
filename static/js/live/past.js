/** Moments before what this page has recorded (before a reload, before a branch): asked from the server, one question at a time, the newest
 *  wish last. While such a moment is shown the diagram holds that moment's world, and the living end has to be asked for anew afterwards. */
export class Past {
  away = false; // the diagram shows a world of the past
  #wanted = null;
  #asking = false;

  /** @param {{ask, show, refresh}} given ask(time) -> Promise<{time, revision, objects}>; show(snapshot frame); refresh(): the living end anew */
  constructor(given) {
    Object.assign(this, given);
  }

  /** @param {number} time µs */
  async go(time) {
    this.#wanted = Math.floor(time);
    if (this.#asking) return;
    this.#asking = true;
    while (this.#wanted !== null) {
      const asked = this.#wanted;
      const world = await this.ask(asked).catch(() => null);
      if (this.#wanted === asked) this.#wanted = null;
      if (!world || this.#left) continue;
      this.away = true;
      this.show({ type: "snapshot", objects: world.objects, revision: world.revision, previous: world.revision, time: world.time, clock: { time: world.time, rate: 1, running: false, next: null } });
    }
    this.#asking = false;
    this.#left = false;
  }

  #left = false;

  /** Back to what this page has recorded, or to now. */
  leave() {
    this.#wanted = null;
    if (this.#asking) this.#left = true;
    if (!this.away) return;
    this.away = false;
    this.refresh();
  }
}
