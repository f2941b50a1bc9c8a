/** Waiting times between attempts to reconnect, in milliseconds: they double from `first` to `most`, each shortened at random by up to
 *  half, so that thirty laptops that lost one server do not come back in the same instant. */
export class Backoff {
  #tries = 0;

  constructor({ first = 500, most = 15000, random = Math.random } = {}) {
    Object.assign(this, { first, most, random });
  }

  /** The next waiting time. */
  next() {
    const whole = Math.min(this.most, this.first * 2 ** this.#tries++);
    return Math.round(whole * (1 - this.random() / 2));
  }

  /** After a success: begin small again. */
  reset() {
    this.#tries = 0;
  }
}
