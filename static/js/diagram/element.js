/** <orrery-diagram>: the picture of a cluster, and the only thing here that the page talks to.
 *
 *  Light DOM; needs tokens.css and diagram.css. It fills its box (give it a height): head (owner chips, grouping switch), picture, legend.
 *
 *    import "../diagram/element.js";
 *    const diagram = document.querySelector("orrery-diagram");
 *    diagram.lang = "ko";                       // "ko" | "en"; may change at any time
 *    diagram.world = new World();               // model/world.js; made by itself when none is given. `diagram.world` may be read by the page:
 *                                               //   world.since, world.moments (sorted µs of captioned changes), world.jumps [{from,to}],
 *                                               //   world.object(uid) (slim, as now), world.previousMoment(t), world.nextMoment(t) -> {time, end}|null
 *    diagram.grouping = "node";                 // "node" | "owner" | "label"; setting it flies the pods there
 *    diagram.labelKey = "app" | null            // what the grouping "label" goes by; null: chosen from the labels in use
 *    diagram.selected = uid | null              // the brass ring; set by a click too
 *    diagram.reduced = true | false | null      // no moves; null: as prefers-reduced-motion says
 *    diagram.frame(frame)                       // every server frame, as it comes: snapshot, changes, clock and traces are used, others ignored.
 *                                               //   A snapshot replaces all and moves nothing. A frame whose clock leaps is told as a jump.
 *    diagram.clock({time, rate, running})       // the same as a clock frame; between frames the reading runs on by `rate` on its own
 *    diagram.recorded(snapshot, changes, tape)  // a past that has ended: the two frames of it, its last moment and its requests; seek() shows it
 *    diagram.seek(t | null, {running, rate})    // t in µs: the picture as it was at t, standing; with running: plays on from t at `rate` until
 *                                               //   told otherwise or it reaches the living end. null: back to the living end. Returns false if
 *                                               //   t lies before world.since (ask the server for a snapshot of that time, and give it to frame()).
 *    diagram.time                               // µs: the moment shown
 *    diagram.room                               // px: how high the picture must be for the whole recording at its present width
 *    diagram.state                              // model/state.js at that moment, or null: to read from, never to change
 *    diagram.differing = new Set(uids)          // what is otherwise in a diagram beside this one: it bears a small brass corner
 *
 *  Events (CustomEvent, bubbling):
 *    orrery-select     {uid | null}             // click or Enter; Escape and a click on the ground give null
 *    orrery-grouping   {grouping}               // the switch in the head was used
 *    orrery-narrate    {text, time}             // one sentence, the caption's, for the ARIA live log and the line over the time bar
 *    orrery-fault-menu {uid, kind, x, y}        // right click, long press, Shift+F10: kind "Pod"|"Node"|...; x, y in client pixels
 */
import { listenHead, listenPicture } from "./gestures.js";
import { Keyboard } from "./keyboard.js";
import { Picture } from "./picture.js";
import { Show } from "./show.js";
import { make } from "./svg.js";

const GROUPINGS = ["node", "owner", "label"];

export class OrreryDiagram extends HTMLElement {
  #reduced = null;
  #lang = null;
  #scroll = null;
  #observer = new ResizeObserver(() => this.measure());
  #media = matchMedia("(prefers-reduced-motion: reduce)");
  #show = new Show({ narrate: (told) => this.#emit("orrery-narrate", told), manners: this });

  connectedCallback() {
    if (!this.#scroll) this.#build();
    this.#observer.observe(this.#scroll);
    this.#media.addEventListener("change", this.#show.wake);
    this.measure();
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    this.#media.removeEventListener("change", this.#show.wake);
    this.#show.stop();
  }

  get lang() {
    return this.#lang ?? document.documentElement.lang ?? "en";
  }

  set lang(lang) {
    this.#lang = lang;
    this.#show.wake();
  }

  get world() {
    return this.#show.world;
  }

  set world(world) {
    this.#show.world = world;
  }

  get grouping() {
    return this.#show.grouping;
  }

  set grouping(grouping) {
    if (grouping === this.grouping || !GROUPINGS.includes(grouping)) return;
    if (grouping === "label" && !this.world.labelKeys().includes(this.world.labelKey)) this.world.setLabelKey(this.world.labelKeys()[0] ?? "app");
    this.#show.regroup(grouping);
  }

  get labelKey() {
    return this.world.labelKey;
  }

  set labelKey(key) {
    this.world.setLabelKey(key ?? this.world.labelKeys()[0] ?? "app");
    if (this.grouping === "label") this.#show.regroup("label");
  }

  get selected() {
    return this.#show.selected;
  }

  set selected(uid) {
    this.#show.selected = uid;
    this.#show.wake();
  }

  set differing(uids) {
    this.#show.differing = uids;
    this.#show.wake();
  }

  get reduced() {
    return this.#reduced ?? this.#media.matches;
  }

  set reduced(reduced) {
    this.#reduced = reduced;
    this.#show.resized();
  }

  get time() {
    return this.#show.time;
  }

  get state() {
    return this.#show.stage()?.state ?? null;
  }

  frame(frame) {
    this.#show.frame(frame);
  }

  clock(clock) {
    this.frame({ type: "clock", time: clock.time, clock });
  }

  recorded(snapshot, changes, tape) {
    this.#show.recorded(snapshot, changes, tape);
  }

  /** px: how high the picture must be at its present width for the whole recording; null before it has a width. */
  get room() {
    return this.#show.room;
  }

  seek(at, options = {}) {
    return this.#show.seek(at, options);
  }

  // ---- building ----

  #build() {
    this.classList.add("diagram");
    this.setAttribute("role", "group");
    this.innerHTML = `<div class="diagram-head"><div class="diagram-chips"></div><div class="diagram-tools"></div></div><div class="diagram-picture"></div><div class="legend"></div>`;
    const [head, scroll, legend] = this.children;
    const svg = make("svg", { role: "group" });
    scroll.append(svg);
    this.#scroll = scroll;
    const keyboard = this.#listen(svg, head);
    this.#show.parts = { element: this, head, legend, svg, keyboard, picture: new Picture(svg) };
  }

  #listen(svg, head) {
    const show = this.#show;
    const look = { select: (uid) => this.#select(uid), menu: (uid, x, y) => this.#menu(uid, x, y) };
    listenPicture(svg, { ...look, point: (uid) => this.#point(uid) });
    listenHead(head, {
      owner: (uid) => this.#select(uid === show.selected ? null : uid),
      grouping: (grouping) => {
        if (grouping === show.grouping) return;
        this.grouping = grouping;
        this.#emit("orrery-grouping", { grouping });
      },
      hover: (uid) => this.#hover(uid),
      labelKey: (key) => (this.labelKey = key),
      filter: (text) => {
        show.filter = text;
        show.wake();
      },
    });
    return new Keyboard(svg, { ...look, focus: show.wake });
  }

  /** Reads the size of its box anew. It does so by itself, but a frame later. */
  measure() {
    const style = getComputedStyle(this.#scroll);
    const scale = parseFloat(getComputedStyle(this).getPropertyValue("--scale")) || 1;
    const width = Math.floor((this.#scroll.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)) / scale);
    const height = Math.floor((this.#scroll.clientHeight - 2) / scale);
    if (width >= 100 && height >= 60) this.#show.resized({ width, height, scale });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }

  #select(uid) {
    this.selected = uid;
    this.#emit("orrery-select", { uid });
  }

  #menu(uid, x, y) {
    const object = this.state?.objects.get(uid);
    if (object) this.#emit("orrery-fault-menu", { uid, kind: object.kind, x, y });
  }

  #point(uid) {
    const object = uid && this.state?.objects.get(uid);
    this.#show.pointed = object?.kind === "Pod" ? uid : null;
    this.#hover(object && object.kind !== "Pod" && object.kind !== "Node" ? uid : null);
    this.#show.wake();
  }

  #hover(uid) {
    if (uid === this.#show.hovered) return;
    this.#show.hovered = uid;
    this.#show.wake();
  }
}

if (!customElements.get("orrery-diagram")) customElements.define("orrery-diagram", OrreryDiagram);
