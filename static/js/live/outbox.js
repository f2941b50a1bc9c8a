/** Messages on their way. Each has an id, is answered once (`ack` or `error`), and is sent again after a reconnect under the same id,
 *  which the server then does not do twice. */
export class Outbox {
  #waiting = new Map();
  #count = 0;

  /** @param {string} prefix unique to this page load, so that two tabs never share an id */
  constructor(prefix) {
    this.prefix = prefix;
  }

  /** Registers a message. @returns {{message: object, answer: Promise}} the promise is resolved with the ack's `result`, or rejected
   *  with a Refusal. */
  add(type, payload = {}) {
    const message = { type, id: `${this.prefix}-${++this.#count}`, ...payload };
    const answer = new Promise((resolve, reject) => this.#waiting.set(message.id, { message, resolve, reject }));
    answer.catch(() => {}); // a caller that does not care must not raise an unhandled rejection; one that does awaits the same promise
    return { message, answer };
  }

  /** Takes an `ack` or `error` frame. Answers to unknown ids (a second answer after a resend) are ignored. */
  settle(frame) {
    const entry = this.#waiting.get(frame.id);
    if (!entry) return false;
    this.#waiting.delete(frame.id);
    if (frame.type === "ack") entry.resolve(frame.result ?? null);
    else entry.reject(new Refusal(frame.code, frame.message));
    return true;
  }

  /** Messages that nobody has answered, oldest first. */
  pending() {
    return [...this.#waiting.values()].map(({ message }) => message);
  }

  /** Gives up on all: the cluster is gone or was replaced. */
  abandon(code, message) {
    for (const { reject } of this.#waiting.values()) reject(new Refusal(code, message));
    this.#waiting.clear();
  }
}

/** The server's `error` frame as an exception: `code` is a word for programs, `message` is for people. */
export class Refusal extends Error {
  constructor(code, message) {
    super(message || code);
    this.code = code;
  }
}
