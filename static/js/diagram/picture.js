/** Draws a stage: the picture at rest, and the moves over it. Redraws only what changed. */
import { componentOf } from "../model/actors.js";
import { keysOf, matches } from "../model/selector.js";
import { keyOf } from "../model/shelf.js";
import { actingAt, captionOf, heroAt } from "../model/score.js";
import { isLost, isReading, isSystem, lookOf } from "../model/status.js";
import { Animator, hopsOf, shown, traceMarkup } from "./animate.js";
import { nodeFrame } from "./node.js";
import { note } from "./note.js";
import { ownerFrame } from "./owner.js";
import { caption, planets, sky } from "./plane.js";
import { PodView } from "./pod.js";
import { requests } from "./requests.js";
import { shelf, threads } from "./shelf.js";
import { make, put } from "./svg.js";

const LAYERS = ["sky", "frames", "traces", "dying", "pods", "reaches", "planets", "pulses", "requests", "caption", "note"];
const QUIET_LAYERS = new Set(["sky", "traces", "reaches", "pulses", "requests", "planets", "caption", "note", "dying"]);
const READINGS = 60; // pods whose readings are redrawn at once; more take turns

export class Picture {
  views = new Map(); // uid → PodView
  readings = new Set(); // uids of pods that change with time alone
  toldPaths = []; // reduced motion: what stays drawn until the next event
  #turn = 0;

  constructor(root) {
    this.root = root;
    this.layers = Object.fromEntries(LAYERS.map((name) => {
      const layer = make("g", { class: `layer-${name}` });
      if (QUIET_LAYERS.has(name)) layer.setAttribute("aria-hidden", "true");
      root.append(layer);
      return [name, layer];
    }));
    this.frames = this.#newFrames();
    this.animator = new Animator(this.layers, (uid) => this.views.get(uid));
    this.flights = new Animator(this.layers, (uid) => this.views.get(uid)); // the viewer's moves, on the wall's clock
  }

  clear() {
    this.animator.cancel();
    this.flights.cancel();
    for (const view of this.views.values()) view.element.remove();
    this.views.clear();
    this.readings.clear();
    this.toldPaths = [];
    this.hero = null;
  }

  /** `frame`: {whole (boxes too, not only what moves), moment, t (reading), words, running, rate, sought, reduced, selected, hovered, filter, differing, flights, requests, wall, viewed, jump}. */
  draw(stage, frame) {
    const hero = frame.viewed ? null : heroAt(stage.table, frame.moment);
    const moves = frame.reduced ? [] : shown(stage.covering(frame.moment), frame.rate);
    const pulses = hopsOf(stage.table.pulsesAt(frame.moment), frame.moment);
    if (frame.reduced) this.#keepTold(hero, stage, frame);
    const turned = hero !== this.hero;
    this.hero = hero;
    const context = this.#context(stage, frame, hero, moves);
    this.#sky(stage, frame, hero, pulses, context);
    if (frame.whole || context.all || stage.relaid) this.#frames(stage, context);
    this.#pods(stage, frame, context, moves, turned && frame.reduced);
    put(this.layers.requests, requests(frame.requests, stage, frame));
    put(this.layers.caption, this.#caption(stage, frame, hero));
    if (frame.reduced) put(this.layers.traces, this.toldPaths.map((move) => traceMarkup(move, true)).join(""));
    this.animator.sync(frame.reduced ? [] : [...moves, ...pulses], stage.layout, { at: frame.moment, running: frame.running, rate: frame.rate, sought: frame.sought });
    this.flights.sync(frame.flights, stage.layout, { at: frame.wall * 1000, running: true, rate: 1, sought: false });
    stage.clean();
    return hero;
  }

  /** Neither grouping is claimed while pods fly from one to the other. */
  crossfade(takes) {
    const old = this.frames;
    this.frames = this.#newFrames();
    const timing = { duration: takes, fill: "both" };
    old.classList.add("is-leaving");
    const faint = (from, to) => [{ opacity: from }, { opacity: to ? 0.4 : 0.1, offset: 0.2 }, { opacity: to ? 0.4 : 0, offset: 0.6 }, { opacity: to }];
    this.frames.animate(faint(0, 1), timing).finished.then((animation) => animation.cancel(), () => {});
    const gone = () => old.remove();
    old.animate(faint(1, 0), timing).finished.then(gone, gone);
  }

  /** Drops the frames of a grouping that is left without a flight. */
  replaceFrames() {
    for (const old of [...this.layers.frames.children]) old.remove();
    this.frames = this.#newFrames();
  }

  #newFrames() {
    const frames = make("g");
    this.layers.frames.append(frames);
    return frames;
  }

  #context(stage, frame, hero, moves) {
    const { words, selected, hovered } = frame;
    const chosen = hovered ?? selected;
    const owner = chosen ? stage.state.objects.get(chosen) : null;
    const under = new Set(owner ? podsOf(owner, stage.state) : []);
    const key = [frame.words.lang, selected, hovered, frame.filter, frame.focus, stage.world.labelKey, owner?.revision].join();
    const all = key !== this.key || frame.differing !== this.differing;
    this.key = key;
    this.differing = frame.differing;
    return { state: stage.state, words: words.diagram, t: frame.t, selected, hovered, under, selector: owner?.selector, labelKey: stage.world.labelKey, labelKeys: [...keysOf(owner?.selector), stage.grouping === "label" ? stage.world.labelKey : "", ...selectorKeys(stage.state)], all,
      acting: actingAt(hero, frame.moment, moves), told: this.#told(stage, frame, hero), grouping: stage.grouping, filter: frame.filter, focus: frame.focus, lost: (pod) => stage.lostNode(pod),
      closing: new Set(moves.filter((move) => move.kind === "ring").map((move) => move.uid)) };
  }

  /** What keeps a brass outline: with reduced motion all that the last event changed; else what a fault did, which travels nowhere. */
  #told(stage, frame, hero) {
    if (!hero || hero.lands > frame.moment) return new Set();
    return frame.reduced || componentOf(hero.entry.actor) === "you" ? new Set(hero.entries.map((entry) => entry.uid)) : new Set();
  }

  #keepTold(hero, stage, frame) {
    if (hero !== this.hero || frame.sought) this.toldPaths = [];
    for (const move of stage.covering(frame.moment)) if ((move.path || move.kind === "death") && hero?.entries.includes(move.entry) && !this.toldPaths.some((told) => told.uid === move.uid && told.kind === move.kind)) this.toldPaths.push(move);
  }

  #sky(stage, frame, hero, pulses, { acting, words }) {
    const live = new Set(frame.reduced ? (hero?.parts ?? []) : pulses.map((hop) => hop.part));
    const recent = new Set(hero?.parts ?? []);
    const cut = new Set([...stage.state.kind("Node").values()].filter((node) => node.stopped || isLost(node)).map((node) => `kubelet ${node.name}`));
    const last = stage.table.lastPulse(frame.moment, (pulse) => componentOf(pulse.entry.actor) === "other");
    put(this.layers.sky, sky(stage.layout, { live, recent, cut, words }));
    put(this.layers.planets, planets(stage.layout, { acting, other: last?.entry.actor ?? stage.other, words }));
  }

  #caption(stage, frame, hero) {
    if (frame.jump) return caption(stage.layout, frame.jump.told, { jump: frame.jump });
    if (frame.viewed) return caption(stage.layout, frame.viewed, { quiet: true });
    return hero ? caption(stage.layout, captionOf(hero, frame.words)) : "";
  }

  #frames(stage, context) {
    const keep = new Set();
    let spot = null;
    const frame = (key, markup) => {
      keep.add(key);
      let element = this.frames.querySelector(`:scope > [data-box="${CSS.escape(key)}"]`);
      if (!element) this.frames.append((element = make("g", { "data-box": key })));
      else if (spot && element.previousSibling !== spot) spot.after(element);
      spot = element;
      put(element, markup);
    };
    for (const box of stage.layout.boxes.values()) frame(box.key, stage.grouping === "node" ? nodeFrame(box, context) : ownerFrame(box, context));
    frame("threads", threads(stage, context));
    frame("shelf", shelf(stage.layout, context));
    for (const element of [...this.frames.children]) if (!keep.has(element.dataset.box)) element.remove();
  }

  #pods(stage, frame, context, moves, retold) {
    const { state } = stage;
    const all = stage.relaid || context.all;
    const told = [...(this.wasTold ?? []), ...context.told];
    const settled = [...(this.wasClosing ?? [])].filter((uid) => !context.closing.has(uid));
    const uids = all ? new Set([...this.views.keys(), ...state.kind("Pod").keys()]) : new Set([...stage.dirty, ...told, ...settled, ...context.closing]);
    this.wasTold = context.told;
    this.wasClosing = context.closing;
    if (frame.ticking || frame.sought) for (const uid of this.#readingsNow()) uids.add(uid);
    const dying = new Map(moves.filter((move) => move.kind === "death").map((move) => [move.uid, move]));
    for (const [uid, view] of this.views) if (view.dying && !dying.has(uid)) this.#remove(uid);
    for (const uid of uids) this.#pod(uid, stage, frame, context, dying);
    for (const [uid, move] of dying) if (!this.views.get(uid)?.dying) this.#die(uid, move, context);
  }

  #readingsNow() {
    if (this.readings.size <= READINGS) return this.readings;
    const list = [...this.readings];
    const from = (this.#turn += READINGS) % list.length;
    return list.slice(from, from + READINGS);
  }

  #pod(uid, stage, frame, context, dying) {
    const pod = stage.state.objects.get(uid);
    const place = pod && stage.place(uid);
    if (!pod || !place || place.hidden || (place.tier === "bar" && !this.#worth(pod, stage))) {
      this.readings.delete(uid);
      if (!dying.has(uid)) this.#remove(uid);
      return;
    }
    let view = this.views.get(uid);
    if (view?.dying) {
      this.#remove(uid);
      view = undefined;
    }
    if (!view) {
      view = new PodView(uid);
      this.views.set(uid, view);
      this.layers.pods.append(view.element);
    }
    const box = stage.layout.boxes.get(place.box);
    const latest = stage.latest.get(uid)?.reason?.code ?? "";
    const code = /\.adopt$/.test(latest) ? "adopted" : /\.release$|garbage\.orphan/.test(latest) ? "released" : null;
    view.draw(pod, place, {
      ...context,
      lost: stage.lostNode(pod) && !isSystem(pod),
      ringed: context.under.has(uid) && (stage.grouping !== "owner" || pod.owner?.uid === (frame.hovered ?? frame.selected) || uid === frame.selected),
      told: context.told.has(uid),
      differs: frame.differing.has(uid),
      focus: context.focus === uid,
      matched: context.selector && matches(context.selector, pod.labels) ? keysOf(context.selector) : null,
      dim: Boolean(context.filter) && !found(pod, context.filter),
      note: code && context.words.reasons[code],
      wait: context.closing.has(uid),
      room: box.cells.dx * (!pod.owner && stage.endsRow(uid) ? 2 : 1) - place.w - 17, // a pod's own name is told whole where it can be
      step: box.cells.dx,
    });
    if (isReading(pod)) this.readings.add(uid);
    else this.readings.delete(uid);
  }

  /** Where pods are too many for a mark each, failures still have one. */
  #worth(pod, stage) {
    return /crash|error|imagepull/.test(lookOf(pod, stage.lostNode(pod)));
  }

  #die(uid, move, context) {
    this.#remove(uid);
    const view = new PodView(uid);
    view.dying = true;
    view.draw(move.object, move.place, { ...context, room: 80, step: 80, lost: false, told: false, ringed: false, focus: false });
    view.element.removeAttribute("data-uid");
    view.element.removeAttribute("role");
    view.element.removeAttribute("tabindex");
    this.views.set(uid, view);
    this.layers.dying.append(view.element);
  }

  #remove(uid) {
    this.views.get(uid)?.element.remove();
    this.views.delete(uid);
  }

  /** The note beside a small mark; null takes it away. */
  showNote(uid, context, size) {
    const view = uid && this.views.get(uid);
    const small = view?.place && (view.place.tier === "mark" || view.place.tier === "bar");
    put(this.layers.note, small ? note(view, context, size) : "");
  }
}

/** The pods that are ringed while something is chosen: an owner's, a Service's endpoints, the users of a claim, a ConfigMap, a Secret. */
function podsOf(chosen, state) {
  if (chosen.kind === "Pod") return [chosen.uid];
  if (chosen.kind === "Service") return chosen.ready ?? [];
  return state.users.get(keyOf(chosen)) ?? state.podsUnder(chosen.uid).map((pod) => pod.uid);
}

/** Label keys that some owner or Service selects by. */
function selectorKeys(state) {
  const kinds = ["ReplicaSet", "ReplicationController", "Deployment", "Service"];
  return [...new Set(kinds.flatMap((kind) => [...state.kind(kind).values()].flatMap((object) => keysOf(object.selector))))].filter((key) => key !== "pod-template-hash");
}

function found(pod, filter) {
  const text = filter.toLowerCase();
  return pod.name.toLowerCase().includes(text) || Object.entries(pod.labels ?? {}).some(([key, value]) => `${key}=${value}`.toLowerCase().includes(text)) || (pod.status ?? "").toLowerCase().includes(text);
}
