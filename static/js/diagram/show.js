/** What a diagram shows from moment to moment: takes the frames, keeps the stages (living and past), and has the picture drawn when something
 *  moves, and only then. One to a diagram; nothing is shared between two of them but, if the page wishes, the world. */
import { momentText } from "../live/clock.js";
import { ALWAYS, componentOf } from "../model/actors.js";
import { MOTION } from "../model/moves.js";
import { Player } from "../model/player.js";
import { roomFor } from "../model/room.js";
import { sentence } from "../model/score.js";
import { Stage } from "../model/stage.js";
import { isSystem, plain } from "../model/status.js";
import { World } from "../model/world.js";
import { drawAround } from "./around.js";
import { answerOf } from "./requests.js";
import { Teller } from "./teller.js";
import { wordsOf } from "./words.js";

const TOLD = 1_500_000; // µs: the event before a jump keeps its caption this long
const STEP = 1000; // µs between an event and a clock that was stepped to it
const MANY = 100; // pods
const READING = 100; // ms between two redraws when only readings change

export class Show {
  grouping = "node";
  selected = null;
  hovered = null;
  pointed = null;
  filter = "";
  differing = new Set(); // uids of what is otherwise in the diagram beside
  view = null; // {width, height, scale, shown}
  parts = null; // {picture, keyboard, element, head, legend, svg}, once they are built
  #world = null;
  #player = new Player();
  #stages = {}; // live, past
  #flights = [];
  #viewed = null; // the caption of the viewer's own doing
  #sought = true;
  #request = 0;
  #timer = 0;
  #hero = null;
  #other = null; // the first actor that the shared pill stood for
  #asked = []; // requests under way
  #heard = null; // the request told last
  #wholeAt = -Infinity;
  #owed = false;
  #teller;

  /** `narrate({text, time})`; `manners`: {lang, reduced}, asked whenever something is drawn. */
  constructor({ narrate, manners }) {
    this.manners = manners;
    this.#teller = new Teller(narrate);
  }

  get world() {
    return (this.#world ??= new World());
  }

  set world(world) {
    this.#world = world;
    this.#stages = {};
    this.wake();
  }

  get time() {
    return this.#player.reading(performance.now());
  }

  stop() {
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#timer);
    this.#request = this.#timer = 0;
    this.#teller.stop();
  }

  /** The picture has another size, or is to be drawn as if it had just been sought. */
  resized(size = this.view) {
    this.view = size && { ...size, shown: this.#shown };
    this.#sought = true;
    this.wake();
  }

  /** px: how high the picture must be at its present width for the whole recording; null before it has a width. */
  get room() {
    return this.view && roomFor(this.world, this.grouping, { ...this.view, shown: this.#shown });
  }

  // ---- frames ----

  frame(frame) {
    const wall = performance.now();
    if (frame.type === "snapshot") return this.#snapshot(frame, wall);
    if (frame.type === "traces") this.#hear(frame.traces, wall);
    const time = frame.clock?.time ?? frame.time;
    if (time !== undefined && (frame.type === "clock" || frame.type === "changes")) this.#observe(time, frame.clock, wall);
    if (frame.type === "changes" && frame.changes.length) {
      const fresh = this.world.frame(frame, (at) => this.#player.floor(at));
      const newcomer = this.#other ? null : fresh.find((entry) => entry.told && componentOf(entry.actor) === "other");
      if (newcomer) this.#newcomer(newcomer.actor);
      this.#player.settle(wall);
    } else if (frame.type === "clock" && this.world.log.at(-1)?.time >= time - STEP) {
      this.#player.settle(wall); // stopped at an event, by a step: it is told to its end. (A pause stops anywhere, and all stands.)
    }
    this.wake();
  }

  recorded(snapshot, changes, { to, traces = [] }) {
    const wall = performance.now();
    this.#snapshot(snapshot, wall);
    this.world.frame(changes);
    this.world.requests.hold(traces);
    this.#player.reset(to, { rate: 1, running: false }, wall);
    this.#sought = true;
    this.wake();
  }

  seek(at, options = {}) {
    const wall = performance.now();
    if (at !== null && at < this.world.since) return false;
    const same = at !== null && this.#player.past?.at === at;
    this.#player.seek(at, options, wall);
    this.#viewed = null;
    this.#sought ||= !same;
    this.wake();
    return true;
  }

  #observe(time, clock, wall) {
    const jump = this.#player.observe(time, clock, wall);
    if (!jump) return;
    this.world.jumps.push(jump);
    const words = wordsOf(this.manners.lang).diagram;
    this.#teller.say(words.jumpLine(words.seconds(Math.round((jump.to - jump.from) / 1e6))), jump.from);
  }

  /** Requests have travelled: they are drawn, and the newest is told. */
  #hear(traces, wall) {
    this.world.requests.add(traces, wall * 1000);
    if (traces.length) this.#tellRequest(traces.at(-1));
  }

  #tellRequest(trace) {
    const words = wordsOf(this.manners.lang);
    this.#heard = trace;
    this.#teller.say(words.diagram.request(plain(trace.source?.name ?? ""), plain(trace.target), plain(answerOf(trace, words))), trace.at);
  }

  #snapshot(frame, wall) {
    this.world.frame(frame);
    this.#player.reset(frame.clock?.time ?? frame.time ?? 0, frame.clock, wall);
    this.#stages = {};
    this.#flights = [];
    this.#viewed = null;
    this.#hero = null;
    this.parts?.picture.clear();
    this.resized();
  }

  /** A controller without a pill of its own has acted: the shared pill appears. */
  #newcomer(actor) {
    this.#other = actor;
    if (this.view) this.view = { ...this.view, shown: this.#shown };
  }

  get #shown() {
    return this.#other ? [...ALWAYS, "other"] : ALWAYS;
  }

  // ---- time ----

  /** The stage of the moment shown, or null while nothing is known. */
  stage() {
    const name = this.#player.past ? "past" : "live";
    const world = this.world;
    if (!world.head) return null;
    let stage = this.#stages[name];
    if (stage && stage.generation === world.generation && stage.grouping === this.grouping && stage.view === this.view) return stage;
    if (!stage || stage.generation !== world.generation) {
      stage = this.#stages[name] = new Stage(world, name === "past" ? world.finished : world.live);
      stage.other = this.#other;
      stage.hero = (uid) => uid === this.selected || stage.state.objects.get(uid)?.owner?.uid === this.selected;
      this.#sought = true;
    }
    if (this.view) stage.resize(this.view, this.grouping);
    return stage;
  }

  wake = () => {
    if (!this.parts?.element.isConnected) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!this.#request) this.#request = requestAnimationFrame((wall) => this.#tick(wall));
  };

  #tick(wall) {
    this.#request = 0;
    if (!this.view) return;
    let stage = this.stage();
    if (!stage) return;
    let moment = this.#player.moment(wall, stage.quiet && !this.#player.past);
    if (this.#player.past?.running && moment >= this.#livingEnd(wall)) {
      this.#player.seek(null, {}, wall);
      this.#sought = true;
      stage = this.stage();
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

  #draw(stage, moment, wall) {
    const words = wordsOf(this.manners.lang);
    const t = this.#player.reading(wall);
    this.#flights = this.#flights.filter((move) => move.end > wall * 1000);
    // counts, bars and boxes of many pods change with every frame; ten times a second is as much as can be read
    const whole = this.#sought || stage.relaid || stage.state.kind("Pod").size < MANY || wall - this.#wholeAt >= READING;
    if (whole) this.#wholeAt = wall;
    this.#owed = !whole;
    const hero = this.#frameOf(stage, moment, t, words, wall, whole);
    if (whole) drawAround(stage, this.parts, { words: words.diagram, selected: this.selected, hovered: this.hovered, scale: this.view.scale });
    this.parts.keyboard.refresh();
    this.#sought = false;
    if (hero && hero !== this.#hero) this.#teller.say(sentence(hero.entry, words, hero.count), hero.departs);
    this.#hero = hero;
  }

  #frameOf(stage, moment, t, words, wall, whole) {
    const { picture, keyboard } = this.parts;
    const { selected, hovered, filter, differing } = this;
    const focused = keyboard.focused;
    this.#asked = this.world.requests.at({ past: Boolean(this.#player.past), t, wall: wall * 1000 });
    const newest = this.#player.past?.running && this.#asked.at(-1)?.trace;
    if (newest && newest !== this.#heard) this.#tellRequest(newest);
    const hero = picture.draw(stage, { whole, requests: this.#asked, moment, t, words, wall, jump: this.#jumpAt(t, words), viewed: this.#viewed, flights: this.#flights, reduced: this.manners.reduced, sought: this.#sought,
      ticking: this.#player.ticking, running: this.#player.running, rate: this.#player.rate, selected, hovered, filter, differing, focus: focused ?? null });
    if (this.#viewed && stage.table.lastPulse(moment)?.departs > this.#viewed.since) this.#viewed = null;
    picture.showNote(this.pointed ?? focused, { t, words: words.diagram, lost: false }, stage.layout);
    keyboard.restore(focused);
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
    if (this.#owed || (this.#player.ticking && this.parts.picture.readings.size)) this.#timer = setTimeout(this.wake, READING);
  }

  // ---- the viewer's own doing ----

  regroup(grouping) {
    const wall = performance.now();
    const stage = this.view && this.stage();
    this.grouping = grouping;
    if (!stage?.layout) return;
    const words = wordsOf(this.manners.lang);
    const { reduced } = this.manners;
    const { picture } = this.parts;
    this.#flights = reduced ? (stage.regroup(grouping, wall * 1000), []) : stage.regroup(grouping, wall * 1000, this.#flights);
    if (reduced || !this.#flights.length) picture.replaceFrames();
    else picture.crossfade((MOTION.regroup + MOTION.stagger * Math.min(this.#flights.length, 12)) / 1000);
    const text = words.diagram.regrouped[grouping]([...stage.state.kind("Pod").values()].filter((pod) => !isSystem(pod)).length, this.world.labelKey);
    this.#viewed = { text, chain: words.diagram.view, part: null, since: stage.moment };
    this.#teller.say(text, this.time);
    this.wake();
  }
}
