/** Paths of pulses and flights without a document: built, written as SVG path data, and sampled at even distances. Coordinates in px. */

const mix = (a, b, f) => a + (b - a) * f;

export class Path {
  segments = [];

  constructor(x, y) {
    this.start = [x, y];
    this.end = [x, y];
  }

  line(x, y) {
    return this.#add([x, y]);
  }

  quad(ax, ay, x, y) {
    return this.#add([ax, ay, x, y]);
  }

  cubic(ax, ay, bx, by, x, y) {
    return this.#add([ax, ay, bx, by, x, y]);
  }

  /** Goes on along another path: to its beginning in a straight line, then as it goes. */
  follow(other) {
    this.line(...other.start);
    for (const { to } of other.segments) this.#add(to);
    return this;
  }

  reversed() {
    const back = new Path(...this.end);
    for (let i = this.segments.length; i-- > 0; ) {
      const { from, to } = this.segments[i];
      const inner = to.slice(0, -2);
      const pairs = [];
      for (let k = inner.length - 2; k >= 0; k -= 2) pairs.push(inner[k], inner[k + 1]);
      back.#add([...pairs, ...from]);
    }
    return back;
  }

  /** SVG path data. */
  toString() {
    const round = (numbers) => numbers.map((number) => Math.round(number * 10) / 10).join(" ");
    return `M${round(this.start)}${this.segments.map(({ to }) => ({ 2: "L", 4: "Q", 6: "C" })[to.length] + round(to)).join("")}`;
  }

  /** `steps` + 1 points {x, y} at even distances, and the length as a property of the array. */
  sample(steps = 28) {
    const fine = [this.start];
    for (const { from, to } of this.segments) {
      const parts = to.length === 2 ? 1 : 16;
      for (let i = 1; i <= parts; i++) fine.push(pointOf(from, to, i / parts));
    }
    const far = [0];
    for (let i = 1; i < fine.length; i++) far.push(far[i - 1] + Math.hypot(fine[i][0] - fine[i - 1][0], fine[i][1] - fine[i - 1][1]));
    const length = far.at(-1);
    let at = 0;
    const points = Array.from({ length: steps + 1 }, (_, i) => {
      const want = (length * i) / steps;
      while (at < far.length - 2 && far[at + 1] < want) at++;
      const span = far[at + 1] - far[at] || 1;
      const f = fine.length > 1 ? Math.min(1, (want - far[at]) / span) : 0;
      const next = fine[Math.min(at + 1, fine.length - 1)];
      return { x: mix(fine[at][0], next[0], f), y: mix(fine[at][1], next[1], f) };
    });
    return Object.assign(points, { far: length });
  }

  #add(to) {
    this.segments.push({ from: this.end, to });
    this.end = to.slice(-2);
    return this;
  }
}

function pointOf([x, y], to, t) {
  const u = 1 - t;
  if (to.length === 2) return [mix(x, to[0], t), mix(y, to[1], t)];
  if (to.length === 4) return [u * u * x + 2 * u * t * to[0] + t * t * to[2], u * u * y + 2 * u * t * to[1] + t * t * to[3]];
  const [a, b, c, d] = [u ** 3, 3 * u * u * t, 3 * u * t * t, t ** 3];
  return [a * x + b * to[0] + c * to[2] + d * to[4], a * y + b * to[1] + c * to[3] + d * to[5]];
}

/** From a component to the hub. `dock`: a kubelet's, below the hub. */
export function spoke(plane, from) {
  const { hub } = plane;
  if (from.dock) {
    const dx = from.x - hub.x;
    if (Math.abs(dx) < 4) return new Path(hub.x, from.y - 12).line(hub.x, hub.y + hub.r);
    const top = hub.y + hub.r;
    const side = Math.sign(dx);
    const down = from.y - 12;
    return new Path(from.x, down).cubic(from.x - dx * 0.08, down - Math.min(34, (down - top) * 0.9 + 14), hub.x + dx * 0.3, down - 2, hub.x + side * hub.r * 0.72, hub.y + hub.r * 0.7);
  }
  const side = Math.sign(hub.x - from.x) || 1;
  if (plane.kind === "row") {
    const y = from.y + from.h / 2;
    return new Path(from.x + side * 12, y).cubic(from.x + side * 26, y + 33, hub.x - side * 70, y + 33, hub.x - side * hub.r * 0.66, hub.y + hub.r * 0.8);
  }
  const dx = hub.x - from.x;
  const dy = hub.y - from.y;
  const far = Math.hypot(dx, dy) || 1;
  const out = Math.min(dx ? from.w / 2 / Math.abs(dx) : 9, dy ? from.h / 2 / Math.abs(dy) : 9);
  return new Path(from.x + dx * out, from.y + dy * out).line(hub.x - (dx / far) * hub.r, hub.y - (dy / far) * hub.r);
}

/** From a point to the middle of a place: down the gutter beside its box, then in from the side, so that it crosses lines but no name.
 *  `short`: stop this far before. `high`: of the place; a far one is reached along the lane above it. `gutter`: x of the lane, or undefined: a plain curve from above. */
export function route(from, to, gutter, { short = 0, top = 0, high = 56 } = {}) {
  if (gutter === undefined || Math.abs(to.y - from.y) < 70) {
    const lift = Math.max(20, Math.min(60, Math.abs(to.y - from.y)));
    return new Path(from.x, from.y).cubic(from.x, from.y + lift, to.x, Math.min(to.y - lift, from.y + 40), to.x, to.y - short);
  }
  const side = Math.sign(to.x - gutter) || 1;
  const far = side < 0 || Math.abs(to.x - gutter) > 120; // from the right a path would cross the name
  const lane = far ? to.y - high / 2 - 5 : to.y;
  const path = new Path(from.x, from.y);
  const across = gutter - from.x;
  if (Math.abs(across) > 150 && from.y < top + 4) {
    // far away: along the lane between the control plane and the boxes, above the docks
    const way = Math.sign(across);
    path.cubic(from.x, Math.max(from.y, top - 6), from.x + way * 6, top, from.x + way * Math.min(60, Math.abs(across) / 2), top);
    path.line(gutter - way * 16, top).quad(gutter, top, gutter, top + 16);
  } else {
    const bend = Math.max(from.y + 40, top);
    path.cubic(from.x, bend, gutter, from.y + 10, gutter, Math.min(bend + 34, lane - 16));
  }
  path.line(gutter, lane - 12).quad(gutter, lane, gutter + side * 12, lane);
  if (!far) return path.line(to.x - side * short, lane);
  const drop = short ? 3 : 12;
  path.line(to.x - side * drop, lane).quad(to.x, lane, to.x, lane + drop);
  return short ? path : path.line(to.x, to.y);
}
