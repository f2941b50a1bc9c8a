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
 *
 *  Events (CustomEvent, bubbling):
 *    orrery-select     {uid | null}             // click or Enter; Escape and a click on the ground give null
 *    orrery-grouping   {grouping}               // the switch in the head was used
 *    orrery-narrate    {text, time}             // one sentence, the caption's, for the ARIA live log and the line over the time bar
 *    orrery-fault-menu {uid, kind, x, y}        // right click, long press, Shift+F10: kind "Pod"|"Node"|...; x, y in client pixels
 */
import { momentText } from "../live/clock.js";
import { ALWAYS, componentOf } from "../model/actors.js";
import { sentence } from "../model/score.js";
import { MOTION } from "../model/moves.js";
import { Requests } from "../model/requests.js";
import { Player } from "../model/player.js";
import { roomFor } from "../model/room.js";
import { Stage } from "../model/stage.js";
import { isSystem, plain } from "../model/status.js";
import { World } from "../model/world.js";
import { drawAround } from "./around.js";
import { listenHead, listenPicture } from "./gestures.js";
import { Keyboard } from "./keyboard.js";
import { Picture } from "./picture.js";
import { answerOf } from "./requests.js";
import { make } from "./svg.js";
import { Teller } from "./teller.js";
import { wordsOf } from "./words.js";

const TOLD = 1_500_000; // µs: the event before a jump keeps its caption this long
const STEP = 1000; // µs between an event and a clock that was stepped to it
const MANY = 100; // pods
const READING = 100; // ms between two redraws when only readings change

export class OrreryDiagram extends HTMLElement {
  #world = null;
  #player = new Player();
  #stages = {}; // live, past
  #picture = null;
  #grouping = "node";
  #selected = null;
  #hovered = null;
  #pointed = null;
  #filter = "";
  #reduced = null;
  #lang = null;
  #flights = [];
  #viewed = null; // the caption of the viewer's own doing
  #sought = true;
  #request = 0;
  #timer = 0;
  #hero = null;
  #other = null; // the first actor that the shared pill stood for
  #requests = new Requests();
  #teller = new Teller((told) => this.#emit("orrery-narrate", told));

  connectedCallback() {
    if (!this.#picture) this.#build();
    this.#world ??= new World();
    this.#observer.observe(this.#scroll);
    this.#media.addEventListener("change", this.#wake);
    this.measure();
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    this.#media.removeEventListener("change", this.#wake);
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#timer);
    this.#teller.stop();
  }

  get lang() {
    return this.#lang ?? document.documentElement.lang ?? "en";
  }

  set lang(lang) {
    this.#lang = lang;
    this.#wake();
  }

  get world() {
    return (this.#world ??= new World());
  }

  set world(world) {
    this.#world = world;
    this.#stages = {};
    this.#wake();
  }

  get grouping() {
    return this.#grouping;
  }

  set grouping(grouping) {
    if (grouping === this.#grouping || !["node", "owner", "label"].includes(grouping)) return;
    if (grouping === "label" && !this.world.labelKeys().includes(this.world.labelKey)) this.world.setLabelKey(this.world.labelKeys()[0] ?? "app");
    this.#regroup(grouping);
  }

  get labelKey() {
    return this.world.labelKey;
  }

  set labelKey(key) {
    this.world.setLabelKey(key ?? this.world.labelKeys()[0] ?? "app");
    if (this.#grouping === "label") this.#regroup("label");
  }

  get selected() {
    return this.#selected;
  }

  set selected(uid) {
    this.#selected = uid;
    this.#wake();
  }

  get reduced() {
    return this.#reduced ?? this.#media.matches;
  }

  set reduced(reduced) {
    this.#reduced = reduced;
    this.#sought = true;
    this.#wake();
  }

  get time() {
    return this.#player.reading(performance.now());
  }

  frame(frame) {
    const wall = performance.now();
    if (frame.type === "snapshot") return this.#snapshot(frame, wall);
    if (frame.type === "traces") this.#hear(frame.traces, wall);
    const time = frame.clock?.time ?? frame.time;
    if (time !== undefined && (frame.type === "clock" || frame.type === "changes")) {
      const jump = this.#player.observe(time, frame.clock, wall);
      if (jump) this.world.jumps.push(jump);
      if (jump) this.#teller.say(wordsOf(this.lang).diagram.jumpLine(wordsOf(this.lang).diagram.seconds(Math.round((jump.to - jump.from) / 1e6))), jump.from);
    }
    if (frame.type === "changes" && frame.changes.length) {
      const fresh = this.world.frame(frame, (at) => this.#player.floor(at));
      const newcomer = this.#other ? null : fresh.find((entry) => entry.told && componentOf(entry.actor) === "other");
      if (newcomer) this.#newcomer(newcomer.actor);
      this.#player.settle(wall);
    } else if (frame.type === "clock" && this.world.log.at(-1)?.time >= time - STEP) {
      this.#player.settle(wall); // stopped at an event, by a step: it is told to its end. (A pause stops anywhere, and all stands.)
    }
    this.#wake();
  }

  /** Requests have travelled: they are drawn, and the newest is told. */
  #hear(traces, wall) {
    this.#requests.add(traces, wall * 1000);
    if (traces.length) this.#tellRequest(traces.at(-1));
  }

  #tellRequest(trace) {
    const words = wordsOf(this.lang);
    this.#heard = trace;
    this.#teller.say(words.diagram.request(plain(trace.source?.name ?? ""), plain(trace.target), plain(answerOf(trace, words))), trace.at);
  }
  #heard = null; // the request told last

  clock(clock) {
    this.frame({ type: "clock", time: clock.time, clock });
  }

  recorded(snapshot, changes, { to, traces = [] }) {
    const wall = performance.now();
    this.#snapshot(snapshot, wall);
    this.world.frame(changes);
    this.#requests.hold(traces);
    this.#player.reset(to, { rate: 1, running: false }, wall);
    this.#sought = true;
    this.#wake();
  }

  /** px: how high the picture must be at its present width for the whole recording; null before it has a width. */
  get room() {
    return this.#view && roomFor(this.world, this.#grouping, { ...this.#view, shown: this.#shown });
  }

  seek(at, options = {}) {
    const wall = performance.now();
    if (at !== null && at < this.world.since) return false;
    const same = at !== null && this.#player.past?.at === at;
    this.#player.seek(at, options, wall);
    this.#viewed = null;
    this.#sought ||= !same;
    this.#wake();
    return true;
  }

  #snapshot(frame, wall) {
    this.world.frame(frame);
    this.#requests.clear();
    this.#player.reset(frame.clock?.time ?? frame.time ?? 0, frame.clock, wall);
    this.#stages = {};
    this.#flights = [];
    this.#viewed = null;
    this.#hero = null;
    this.#picture?.clear();
    if (this.#picture) this.measure();
  }

  // ---- building ----

  #build() {
    this.classList.add("diagram");
    this.setAttribute("role", "group");
    this.innerHTML = `<div class="diagram-head"><div class="diagram-chips"></div><div class="diagram-tools"></div></div><div class="diagram-picture"></div><div class="legend"></div>`;
    [this.#head, this.#scroll, this.#legend] = this.children;
    this.#svg = make("svg", { role: "group" });
    this.#scroll.append(this.#svg);
    this.#picture = new Picture(this.#svg);
    this.#listen();
  }
  #head;
  #scroll;
  #legend;
  #svg;
  #keyboard;
  #observer = new ResizeObserver(() => this.measure());
  #media = matchMedia("(prefers-reduced-motion: reduce)");

  #listen() {
    const look = { select: (uid) => this.#select(uid), menu: (uid, x, y) => this.#menu(uid, x, y) };
    this.#keyboard = new Keyboard(this.#svg, { ...look, focus: this.#wake });
    listenPicture(this.#svg, { ...look, point: (uid) => this.#point(uid) });
    listenHead(this.#head, {
      owner: (uid) => this.#select(uid === this.#selected ? null : uid),
      grouping: (grouping) => {
        if (grouping === this.#grouping) return;
        this.grouping = grouping;
        this.#emit("orrery-grouping", { grouping });
      },
      hover: (uid) => this.#hover(uid),
      labelKey: (key) => (this.labelKey = key),
      filter: (text) => ((this.#filter = text), this.#wake()),
    });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }

  #select(uid) {
    this.#selected = uid;
    this.#emit("orrery-select", { uid });
    this.#wake();
  }

  #menu(uid, x, y) {
    const object = this.#stage()?.state.objects.get(uid);
    if (object) this.#emit("orrery-fault-menu", { uid, kind: object.kind, x, y });
  }

  #point(uid) {
    const object = uid && this.#stage()?.state.objects.get(uid);
    this.#pointed = object?.kind === "Pod" ? uid : null;
    this.#hover(object && object.kind !== "Pod" && object.kind !== "Node" ? uid : null);
    this.#wake();
  }

  #hover(uid) {
    if (uid === this.#hovered) return;
    this.#hovered = uid;
    this.#wake();
  }

  // ---- time ----

  #stage() {
    const name = this.#player.past ? "past" : "live";
    const world = this.world;
    if (!world.head) return null;
    let stage = this.#stages[name];
    if (stage && stage.generation === world.generation && stage.grouping === this.#grouping && stage.view === this.#view) return stage;
    if (!stage || stage.generation !== world.generation) {
      stage = this.#stages[name] = new Stage(world, name === "past" ? world.finished : world.live);
      stage.other = this.#other;
      stage.hero = (uid) => uid === this.#selected || stage.state.objects.get(uid)?.owner?.uid === this.#selected;
      this.#sought = true;
    }
    if (this.#view) stage.resize(this.#view, this.#grouping);
    return stage;
  }
  #view = null;

  /** Reads the size of its box anew. It does so by itself, but a frame later. */
  measure() {
    const style = getComputedStyle(this.#scroll);
    const scale = parseFloat(getComputedStyle(this).getPropertyValue("--scale")) || 1;
    const width = Math.floor((this.#scroll.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)) / scale);
    const height = Math.floor((this.#scroll.clientHeight - 2) / scale);
    if (width < 100 || height < 60) return;
    this.#view = { width, height, scale, shown: this.#shown };
    this.#sought = true;
    this.#wake();
  }

  /** A controller without a pill of its own has acted: the shared pill appears. */
  #newcomer(actor) {
    this.#other = actor;
    if (this.#view) this.#view = { ...this.#view, shown: this.#shown };
  }

  get #shown() {
    return this.#other ? [...ALWAYS, "other"] : ALWAYS;
  }

  #wake = () => {
    if (!this.isConnected || !this.#picture) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.#request) this.#request = requestAnimationFrame((wall) => this.#tick(wall));
  };

  #tick(wall) {
    this.#request = 0;
    if (!this.#view) return;
    let stage = this.#stage();
    if (!stage) return;
    let moment = this.#player.moment(wall, stage.quiet && !this.#player.past);
    if (this.#player.past?.running && moment >= this.#livingEnd(wall)) {
      this.#player.seek(null, {}, wall);
      this.#sought = true;
      stage = this.#stage();
      moment = this.#player.moment(wall, true);
    }
    stage.to(moment, { sought: this.#sought && Boolean(this.#player.past) });
    if (this.#sought) stage.relaid = true;
    this.#draw(stage, moment, wall);
    this.#again(stage, wall);
  }

  #livingEnd(wall) {
    const { past } = this.#player;
    this.#player.past = null;
    const end = this.#player.reading(wall);
    this.#player.past = past;
    return end;
  }

  #wholeAt = -Infinity;
  #owed = false;

  #draw(stage, moment, wall) {
    const words = wordsOf(this.lang);
    const t = this.#player.reading(wall);
    this.#flights = this.#flights.filter((move) => move.end > wall * 1000);
    // counts, bars and boxes of many pods change with every frame; ten times a second is as much as can be read
    const whole = this.#sought || stage.relaid || stage.state.kind("Pod").size < MANY || wall - this.#wholeAt >= READING;
    if (whole) this.#wholeAt = wall;
    this.#owed = !whole;
    const hero = this.#frameOf(stage, moment, t, words, wall, whole);
    if (whole) drawAround(stage, { element: this, head: this.#head, legend: this.#legend, svg: this.#svg }, { words: words.diagram, selected: this.#selected, hovered: this.#hovered, scale: this.#view.scale });
    this.#keyboard.refresh();
    this.#sought = false;
    if (hero && hero !== this.#hero) this.#teller.say(sentence(hero.entry, words, hero.count), hero.departs);
    this.#hero = hero;
  }

  #asked = []; // requests under way

  #frameOf(stage, moment, t, words, wall, whole) {
    const focused = this.#keyboard.focused;
    const jump = this.#jumpAt(t, words);
    this.#asked = this.#requests.at({ past: Boolean(this.#player.past), t, wall: wall * 1000 });
    const newest = this.#player.past?.running && this.#asked.at(-1)?.trace;
    if (newest && newest !== this.#heard) this.#tellRequest(newest);
    const hero = this.#picture.draw(stage, { whole, requests: this.#asked, moment, t, words, wall, jump, viewed: this.#viewed, flights: this.#flights, reduced: this.reduced, sought: this.#sought, ticking: this.#player.ticking,
      running: this.#player.running, rate: this.#player.rate, selected: this.#selected, hovered: this.#hovered, filter: this.#filter, focus: focused ?? null });
    if (this.#viewed && stage.table.lastPulse(moment)?.departs > this.#viewed.since) this.#viewed = null;
    this.#picture.showNote(this.#pointed ?? focused, { t, words: words.diagram, lost: false }, stage.layout);
    this.#keyboard.restore(focused);
    return hero;
  }

  #jumpAt(t, words) {
    const found = this.#player.past ? this.world.jumps.find((jump) => jump.from + TOLD < t && t < jump.to) : this.#player.jump;
    if (!found) return null;
    const seconds = words.diagram.seconds(Math.round((found.to - found.from) / 1e6));
    return { from: momentText(found.from), to: momentText(t), part: (t - found.from) / (found.to - found.from), told: { text: words.diagram.jumpLine(seconds), chain: "", part: null } };
  }

  /** Nothing loops while nothing happens: frames while something moves, ten a second while only readings change. */
  #again(stage, wall) {
    const moving = this.#flights.length || (this.#asked.length && !this.#player.past) || (this.#player.running && (!stage.quiet || this.#player.past || this.#player.jump));
    if (moving) return void (this.#request ||= requestAnimationFrame((at) => this.#tick(at)));
    if (this.#owed || (this.#player.ticking && this.#picture.readings.size)) this.#timer = setTimeout(this.#wake, READING);
  }

  // ---- the viewer's own doing ----

  #regroup(grouping) {
    const wall = performance.now();
    const stage = this.#view && this.#stage();
    this.#grouping = grouping;
    if (!stage?.layout) return;
    const words = wordsOf(this.lang);
    this.#flights = this.reduced ? (stage.regroup(grouping, wall * 1000), []) : stage.regroup(grouping, wall * 1000, this.#flights);
    if (this.reduced || !this.#flights.length) this.#picture.replaceFrames();
    else this.#picture.crossfade((MOTION.regroup + MOTION.stagger * Math.min(this.#flights.length, 12)) / 1000);
    const text = words.diagram.regrouped[grouping]([...stage.state.kind("Pod").values()].filter((pod) => !isSystem(pod)).length, this.world.labelKey);
    this.#viewed = { text, chain: words.diagram.view, part: null, since: stage.moment };
    this.#teller.say(text, this.time);
    this.#wake();
  }
}

if (!customElements.get("orrery-diagram")) customElements.define("orrery-diagram", OrreryDiagram);
