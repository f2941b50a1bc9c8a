/** Plays a scripted scene in the diagram, as a still, a filmstrip or live. See diagram-demo.html. */
import "../../static/js/diagram/element.js";
import { SCENES } from "./diagram-scenes.js";

const options = new URLSearchParams(location.hash.slice(1));
document.documentElement.lang = options.get("lang") ?? "ko";
if (options.has("theme")) document.documentElement.dataset.theme = options.get("theme");
if (options.has("present")) document.documentElement.dataset.present = "";

function film(times) {
  document.body.className = "film";
  const rest = [...options].filter(([key]) => !["film", "t"].includes(key)).map(([key, value]) => `${key}=${value}`).join("&");
  document.body.innerHTML = times.map((t) => `<figure><iframe src="diagram-demo.html#${rest}&t=${t}"></iframe><figcaption>${t} s</figcaption></figure>`).join("");
}

async function begin() {
  // `frames=URL`: what a real run was recorded as, {objects, changes, start}
  const scene = options.has("frames") ? await (await fetch(options.get("frames"))).json() : SCENES[options.get("scene") ?? "adoption"]();
  const diagram = document.createElement("orrery-diagram");
  document.body.append(diagram);
  Object.assign(window, { diagram, scene, told: [] });
  diagram.addEventListener("orrery-narrate", (event) => window.told.push(event.detail));
  if (options.has("reduced")) diagram.reduced = true;
  if (options.has("grouping") || scene.grouping) diagram.grouping = options.get("grouping") ?? scene.grouping;
  diagram.frame({ type: "snapshot", role: "owner", objects: scene.objects, clock: { time: scene.start, rate: 1, running: false, next: null } });
  if (scene.chosen && !options.has("unchosen")) diagram.selected = scene.chosen;
  if (options.has("play")) return live(diagram, scene, Number(options.get("play") || 1));
  for (const change of scene.changes) diagram.frame({ type: "changes", time: change.time, changes: [change] });
  if (scene.traces) diagram.frame({ type: "traces", traces: scene.traces });
  diagram.seek(scene.start + Number(options.get("t") ?? 0) * 1e6);
}

function live(diagram, scene, rate) {
  const wall = performance.now();
  let sent = 0;
  diagram.clock({ time: scene.start, rate, running: true });
  setInterval(() => {
    const time = scene.start + (performance.now() - wall) * 1000 * rate;
    const from = sent;
    while (sent < scene.changes.length && scene.changes[sent].time <= time) sent++;
    if (sent > from) diagram.frame({ type: "changes", time, changes: scene.changes.slice(from, sent) });
  }, 50);
}

if (options.has("film")) film(options.get("film").split(",").map(Number));
else begin();
