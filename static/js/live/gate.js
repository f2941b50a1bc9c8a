/** Decides whether a server frame may be drawn. Frames carry `revision` and `previous` (the revision that the frame before it brought the
 *  client to), so a hole is seen and asked for again instead of being drawn. A snapshot replaces everything and is always taken. */
export class FrameGate {
  revision = null;
  #asked = false;

  /** @returns {"take"|"stale"|"gap"} take: draw it; stale: its changes are already drawn; gap: something is missing before it, ask with
   *  `hello since`. "gap" is answered once a hole; until it is filled the frames after it are "stale" (they will come again). */
  judge(frame) {
    if (frame.type === "snapshot") {
      this.#asked = false;
      this.revision = frame.revision;
      return "take";
    }
    if (frame.type !== "changes") return "take";
    if (this.revision === null) return "stale";
    if (frame.revision <= this.revision) return "stale";
    if (frame.previous > this.revision) {
      if (this.#asked) return "stale";
      this.#asked = true;
      return "gap";
    }
    this.#asked = false;
    this.revision = frame.revision;
    return "take";
  }

  /** The socket is new: a question asked on the old one will not be answered. */
  reconnected() {
    this.#asked = false;
  }
}
