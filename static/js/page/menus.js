import { faultGroups, objectGroups } from "./faults.js";

const MOST_PODS = 20; // in the cluster's menu; every other pod has its own menu in the diagram
const AHEAD = ["event", "ready", "failure", "rest"]; // as tutorial/live/until.py knows them
const $ = (selector) => document.querySelector(selector);

/** What can be done to the cluster and its objects, as menus. @param page the LivePage */
export class Menus {
  constructor(page) {
    this.page = page;
    this.words = page.words;
  }

  openCluster(at) {
    this.page.menu.open(this.#cluster(), at);
  }

  /** The menu of one object; a viewer, or who looks at the past, may only look at it. @param {Element|{x, y}} at */
  openObject(uid, at, side = this.page.comparison.holder(uid)) {
    const object = side.world.object(uid);
    if (!object) return;
    const groups = objectGroups(object, { words: this.words, act: this.#actOn([side]) });
    if (!side.session.mayChange) groups[0].items = groups[0].items.slice(0, 1);
    this.page.menu.open(groups, at);
  }

  /** What to run on to: waiting is skipped, nothing that happens on the way is. */
  openAhead(at) {
    const { page, words } = this;
    const runs = (until) => () => page.timebar.session.send("clock", { until, running: true }).catch((error) => page.toasts.show(words.say("error.refused", { why: error.message })));
    this.page.menu.open([{ title: words.say("ahead.title"), items: AHEAD.map((until) => ({ label: words.say(`ahead.${until}`), run: runs(until) })) }], at);
  }

  /** On a narrow screen: what the bar and the diagram's corner hold elsewhere. */
  openPage(at) {
    const { page, words } = this;
    this.page.menu.open([
      { items: [
        { label: words.say("inspector.nothing"), run: () => (page.parts.show("cluster"), page.inspector.whyNothing()) },
        { label: words.say(page.narration.on ? "narrate.on" : "narrate.off"), run: () => $('[data-open="narration"]').click() },
        { label: words.say("compare.title"), run: () => page.comparison.openMenu(at) },
        ...(page.kubectl.offered ? [{ label: words.say("kubectl.open"), run: () => page.kubectl.show() }] : []),
        ...(page.share.offered ? [{ label: words.say("share.open"), run: () => page.share.show() }] : []),
        { label: words.say(`theme.${page.theme.name}`), run: () => page.theme.next() },
        { label: page.boot.lang === "ko" ? "English" : "한국어", run: () => location.assign(page.boot.urls.other_lang) },
      ] },
      ...this.#cluster(),
    ], at);
  }

  /** What a menu does, to these clusters. */
  #actOn(targets) {
    const { page } = this;
    return {
      fault: (payload, label) => this.#send(targets, "fault", payload, label),
      send: (type, payload, label) => this.#send(targets, type, payload, label),
      command: (line) => page.run(line, targets.length === 1 ? targets[0] : undefined),
      look: (uid) => page.inspector.look(uid),
    };
  }

  #send(targets, type, payload, label) {
    const { page, words } = this;
    return Promise.all(targets.map(({ session }) => session.send(type, payload))).then(
      () => page.toasts.show(words.say("fault.done", { what: label }), { calm: true }),
      (error) => page.toasts.show(words.say("error.refused", { why: error.message })));
  }

  #cluster() {
    const { page, words } = this;
    const [{ session, world }] = page.targets;
    if (!session.mayChange) return [{ note: words.say(session.mayAct ? "time.read_only" : "follow.read_only") }];
    const objects = [...world.head.objects.values()];
    const byName = (a, b) => (a.name < b.name ? -1 : 1);
    const nodes = objects.filter(({ kind }) => kind === "Node").sort(byName);
    const pods = objects.filter((object) => object.kind === "Pod" && object.namespace !== "kube-system").sort(byName).slice(0, MOST_PODS);
    const question = page.boot.lesson ? "lesson.reset_ask" : "fault.reset_ask";
    const again = { label: words.say("lesson.reset"), run: async () => await page.ask(words.say(question)) && page.restart() };
    const back = { label: words.say("lesson.undo"), run: () => page.undo() };
    return [...faultGroups({ nodes, pods, words, act: this.#actOn(page.targets) }), { title: words.say("fault.cluster"), items: [back, again] }];
  }
}
