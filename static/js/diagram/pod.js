/** One pod on screen: an element that lives as long as the pod, in whatever grouping, and is redrawn only where it changed. */
import { LOOKS, backoff, cutFront, grace, lookOf, plain, pulled, suffixOf, wordOf } from "../model/status.js";
import { figure, mark, rings, tag, wideFigure } from "./shapes.js";
import { make, measure, put, svg } from "./svg.js";

const HIDDEN_LABELS = /^(pod-template-hash|controller-revision-hash|.*kubernetes\.io\/.*|pod-template-generation)$/;
const cut = (text, width, size = 13, weight = 600) => cutFront(text, width, (part) => measure(part, size, weight));
const codeCut = (text, width) => cutFront(text, width, (part) => part.length * 6.75);

/** Labels to show, those first that a selector or the grouping speaks of (`keys`, the most telling first): ["key=value", …]. */
function labelsOf(pod, keys) {
  const labels = Object.entries(pod.labels ?? {}).filter(([name]) => !HIDDEN_LABELS.test(name));
  const rank = (name) => (keys.includes(name) ? keys.indexOf(name) : keys.length);
  return labels.sort((a, b) => rank(a[0]) - rank(b[0])).map(([name, value]) => plain(`${name}=${value}`));
}

export class PodView {
  place = null;
  look = null;

  constructor(uid) {
    this.uid = uid;
    this.element = make("g", { class: "pod", "data-uid": uid, role: "button", tabindex: "-1" });
    this.shape = make("g", { class: "figure", "aria-hidden": "true" });
    this.ring = make("g", { class: "owner-ring" });
    this.body = make("g");
    this.words = make("g", { class: "words", "aria-hidden": "true" });
    this.differs = make("g", { class: "differs" });
    this.shape.append(this.ring, this.body, this.differs);
    this.element.append(this.shape, this.words);
  }

  /** `context`: {t, words, lost, ringed, told, matched (keys of the labels that the chosen selector matches), labelKeys, note (accent text), wait (no note yet), dim}. */
  draw(pod, place, context) {
    const { t, lost, words } = context;
    this.pod = pod;
    this.look = lookOf(pod, lost);
    const name = suffixOf(pod);
    const classes = ["pod", LOOKS[this.look].css, `tier-${place.tier}`, context.ringed && "is-chosen", context.told && "is-told", context.dim && "is-dim", context.focus && "is-focus", context.differs && "is-differing"].filter(Boolean).join(" ");
    if (this.classes !== classes) this.element.setAttribute("class", (this.classes = classes));
    this.#position(place);
    const small = place.tier === "mark" || place.tier === "bar";
    put(this.body, small ? mark(pod, this.look, t, place.w) : place.tier === "wide" ? this.#wide(pod, place, context) : figure(pod, this.look, t, place.s));
    const ringed = context.ringed || context.told;
    put(this.ring, ringed ? (place.tier === "wide" ? rings(place.w, place.h, false) : small ? rings(place.w, place.h, false) : rings(56, 56)) : "");
    put(this.differs, context.differs ? svg`<path d="M0 0h13l-13 13z"/>` : "");
    put(this.words, small || place.tier === "wide" ? "" : place.tier === "small" ? this.#below(pod, name, place, context) : this.#beside(pod, name, place, context));
    const label = `${words.pod} ${cutFront(pod.name, 80, (part) => part.length)}, ${this.look === "unready" ? words.unready : plain(wordOf(pod)).slice(0, 40)}${lost ? `, ${words.unknown}` : ""}${pod.node ? `, ${plain(pod.node).slice(-60)}` : ""}`;
    if (this.label !== label) this.element.setAttribute("aria-label", (this.label = label));
  }

  #position(place) {
    const same = this.place && this.place.x === place.x && this.place.y === place.y && this.place.w === place.w && this.place.s === place.s && this.place.tier === place.tier;
    this.place = place;
    if (same) return;
    const figured = place.tier === "box" || place.tier === "small" || place.tier === "waiting";
    this.element.style.transform = `translate(${place.x}px, ${place.y}px)`;
    this.inner = figured && place.s !== 1 ? `scale(${place.s})` : "";
    this.body.style.transform = this.inner;
    this.ring.style.transform = this.inner;
    this.shape.style.transformOrigin = `${place.w / 2}px ${place.h / 2}px`;
  }

  #wide(pod, place, context) {
    const state = this.look === "unready" ? `${wordOf(pod)} · ${context.words.unready}` : this.#line(pod, context, true);
    return wideFigure(pod, this.look, context.t, place, { name: cut(suffixOf(pod), place.w - 30), state: cut(state, place.w - 34, 12.5), fits: (text, width) => cut(text, width, 11.5, 400) });
  }

  /** Kubectl's word, and in a wide box the reason too if there is room for nothing else. */
  #line(pod, context) {
    const reason = this.reasonOf(pod, context);
    return reason && this.look !== "running" ? `${wordOf(pod)} · ${reason}` : wordOf(pod);
  }

  /** The one reason worth telling, or null. */
  reasonOf(pod, { t, words, lost }) {
    const say = words.reasons;
    if (pod.deleting) return lost ? say.waitsNode : grace(pod, t).left > 0 ? say.left(grace(pod, t).left) : null;
    if (this.look === "unknown") return say.lost;
    if (this.look === "unready") return say.notReady;
    const again = backoff(pod, t);
    if (this.look === "crash" || this.look === "error") return again && this.look === "crash" && !pod.restarts ? say.again(again) : pod.restarts ? say.restarts(pod.restarts) : pod.reason;
    if (this.look === "imagepull") return pod.containers?.find((container) => /Image/.test(container.reason ?? ""))?.image ?? pod.reason;
    if (this.look === "pending") return pod.node ? null : pod.reason ? say.noNode : null;
    const main = (pod.containers ?? []).filter((container) => !container.init);
    if (this.look === "running" && main.length > 1) return say.containers(main.length);
    return pod.restarts && this.look === "running" ? say.restarts(pod.restarts) : null;
  }

  #beside(pod, name, place, context) {
    const waiting = place.tier === "waiting";
    const width = waiting ? 76 : (context.room ?? 84);
    const x = place.w + 12;
    const reason = context.note && !context.wait ? context.note : this.reasonOf(pod, context);
    const word = plain(wordOf(pod));
    const long = measure(word, 12.5) > width ? /^(CrashLoop|ImagePull|Container|ErrImage|Scheduling|Pod)(.+)$/.exec(word) : null;
    const states = long ? [long[1], long[2]] : [cut(word, width, 12.5)];
    const full = measure(plain(pod.name)) <= width ? plain(pod.name) : cut(name, width);
    const lines = 1 + states.length + (reason && !waiting ? 1 : 0);
    const top = waiting ? 14 : Math.max(7, 33 - lines * 8.2);
    const why = reason && !waiting ? svg`<text class="t-small ${context.note && !context.wait ? "t-accent" : "t-muted"}" x="${x}" y="${top + 17 * (lines - 1)}">${cut(reason, width, 11.5, context.note ? 700 : 400)}</text>` : "";
    const chip = place.tagged && !waiting ? this.#tags(pod, (context.room ?? 84) + 68, context) : "";
    return svg`<title>${plain(pod.name)}</title><text class="t-name" x="${x}" y="${top}">${full}</text>${states.map((line, i) => svg`<text class="t-state" x="${x}" y="${top + 17 * (i + 1)}">${line}</text>`)}${why}${chip}`;
  }

  /** As many paper tags as the row holds; the matched one first, and thicker. */
  #tags(pod, room, { labelKeys, matched }) {
    let x = 0;
    return labelsOf(pod, labelKeys).map((label, i) => {
      const width = Math.min(room - x, 23 + label.length * 6.75);
      if (i && width < 23 + label.length * 6.75) return "";
      const drawn = tag(x, 66, label, codeCut, width, matched?.includes(label.split("=")[0]));
      x += width + 5;
      return drawn;
    });
  }

  #below(pod, name, place, context) {
    const x = place.w / 2;
    const width = (context.step ?? 80) - 4;
    const shown = measure(plain(pod.name), 11.5) <= width ? plain(pod.name) : cut(name, width, 11.5);
    const second = context.note && !context.wait ? context.note : this.look === "running" ? null : this.#short(pod, context);
    return svg`<title>${plain(pod.name)}</title><text class="t-small t-mid" style="font-weight:600" x="${x}" y="${place.h + 19}">${shown}</text>${second ? svg`<text class="t-small t-mid ${context.note && !context.wait ? "t-accent" : "t-state"}" x="${x}" y="${place.h + 32}">${cut(second, width + 6, 11.5, 400)}</text>` : ""}`;
  }

  #short(pod, context) {
    if (this.look === "creating") {
      const part = pulled(pod, context.t);
      return part === null ? "Creating" : context.words.reasons.pulled(Math.round(part * 100));
    }
    if (this.look === "imagepull") return context.words.reasons.noImage;
    return this.reasonOf(pod, context) ?? wordOf(pod);
  }
}
