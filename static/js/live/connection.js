import { Backoff } from "./backoff.js";
import { FrameGate } from "./gate.js";
import { Outbox } from "./outbox.js";

const SILENCE_MS = 12000; // a message that is unanswered for so long means that the socket is dead, though nobody said so
const NO_SUCH_CLUSTER = new Set([4401, 4404]); // close codes after which trying again cannot help

/** One cluster's socket, kept alive. Emits `frame` (detail: a frame that may be drawn), `state` (detail: {state, retryIn?, code?, why?}; why: what
 *  the server said before it closed).
 *  States: "connecting", "open", "waiting" (dropped; will try again in retryIn ms), "refused" (will not try again), "stopped".
 *  Knows nothing of the page; the WebSocket class, timers and randomness can be replaced by a test. */
export class Connection extends EventTarget {
  #socket = null;
  #retry = null;
  #watchdog = null;
  #helloAnswered = false;
  #why = null; // what the server says of the closing that follows
  state = "stopped";
  epoch = null; // of the lease whose frames were drawn: `since` means nothing under another

  constructor({ url, prefix, WebSocket = globalThis.WebSocket, timers = globalThis, random = Math.random }) {
    super();
    Object.assign(this, { url, WebSocket, timers });
    this.gate = new FrameGate();
    this.outbox = new Outbox(prefix);
    this.backoff = new Backoff({ random });
  }

  start() {
    this.#become("connecting");
    const socket = new this.WebSocket(this.url);
    this.#socket = socket;
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = (event) => socket === this.#socket && this.#received(event.data);
    socket.onclose = (event) => socket === this.#socket && this.#closed(event.code);
  }

  stop() {
    this.timers.clearTimeout(this.#retry);
    this.timers.clearTimeout(this.#watchdog);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#become("stopped");
  }

  /** Tries at once instead of waiting: the reader pressed the button, or the browser says that the network is back. */
  retryNow() {
    if (this.state !== "waiting") return;
    this.timers.clearTimeout(this.#retry);
    this.start();
  }

  /** Sends a message (or keeps it until there is a socket). @returns {Promise} the ack's result, or a Refusal; its
   *  `id` is the message's, by which `output` frames refer to it. */
  send(type, payload) {
    const { message, answer } = this.outbox.add(type, payload);
    if (this.state === "open") this.#transmit(message);
    return Object.assign(answer, { id: message.id });
  }

  /** Asks for everything anew: what is drawn is no longer the living end. */
  refresh() {
    this.gate.revision = null;
    if (this.state === "open") this.#hello();
  }

  #opened(socket) {
    if (socket !== this.#socket) return;
    this.gate.reconnected();
    const unanswered = this.outbox.pending().filter(({ type }) => type !== "hello");
    this.#become("open");
    this.#hello();
    for (const message of unanswered) this.#transmit(message);
  }

  #hello() {
    this.#helloAnswered = false;
    const { message } = this.outbox.add("hello", { since: this.gate.revision, epoch: this.epoch });
    this.#transmit(message);
  }

  #transmit(message) {
    this.#socket.send(JSON.stringify(message));
    this.#watch();
  }

  #watch() {
    this.timers.clearTimeout(this.#watchdog);
    this.#watchdog = this.timers.setTimeout(() => this.#socket && this.#closed(0), SILENCE_MS);
  }

  #received(data) {
    const frame = JSON.parse(data);
    this.timers.clearTimeout(this.#watchdog);
    if (frame.type === "error" && frame.id === null) this.#why = frame.message;
    else if (!this.#helloAnswered) {
      this.#helloAnswered = true;
      this.backoff.reset();
    }
    if (frame.type === "ack" || frame.type === "error") this.outbox.settle(frame);
    if (this.outbox.pending().length) this.#watch();
    const verdict = this.gate.judge(frame);
    if (verdict === "gap") this.#hello();
    if (frame.type === "snapshot" || (verdict === "take" && frame.type === "changes")) this.epoch = frame.epoch;
    if (verdict === "take") this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #closed(code) {
    const socket = this.#socket;
    const why = this.#why ? { why: this.#why } : {};
    this.#socket = this.#why = null;
    this.timers.clearTimeout(this.#watchdog);
    if (code === 0) socket.close();
    if (NO_SUCH_CLUSTER.has(code)) {
      this.outbox.abandon("gone", "");
      this.#become("refused", { code, ...why });
      return;
    }
    const retryIn = this.backoff.next();
    this.#retry = this.timers.setTimeout(() => this.start(), retryIn);
    this.#become("waiting", { retryIn, ...why });
  }

  #become(state, more = {}) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, ...more } }));
  }
}
