/** A pod's state as the picture tells it: silhouette + disc + badge + word + colour, from the slim object alone.
 *
 *  `look` is the key of the table below; the word is kubectl's own and is never translated. */

/** look → {css: class, shape: silhouette, disc, badge, failure}. Each differs from each other in shape or disc, printed grey. */
export const LOOKS = {
  running: { css: "is-running", shape: "box", disc: "full" },
  unready: { css: "is-running is-unready", shape: "box", disc: "full" },
  creating: { css: "is-creating", shape: "box", disc: "pull", badge: "arrow" },
  pending: { css: "is-pending", shape: "box", disc: "hollow", badge: "clock" },
  terminating: { css: "is-terminating", shape: "box", disc: "crescent", badge: "minus" },
  crash: { css: "is-crash", shape: "octagon", disc: "cracked", badge: "loop", failure: true },
  error: { css: "is-crash", shape: "octagon", disc: "cross", failure: true },
  imagepull: { css: "is-imagepull", shape: "cut", disc: "struck", badge: "alert", failure: true },
  completed: { css: "is-completed", shape: "box", disc: "tick", badge: "tick" },
  unknown: { css: "is-unknown", shape: "box", disc: "question" },
};

const WORDS = [
  [/^Terminating/, "terminating"],
  [/CrashLoopBackOff/, "crash"],
  [/ImagePull|InvalidImage|ErrImage|CreateContainer.*Error/, "imagepull"],
  [/^(Completed|Succeeded)/, "completed"],
  [/Error|Failed|Evicted|OOMKilled|Signal|ExitCode|Lost|OutOf/, "error"],
  [/ContainerCreating|PodInitializing|^Init:/, "creating"],
  [/^Pending|SchedulingGated/, "pending"],
  [/^Unknown/, "unknown"],
];

const known = new Map(); // word → look; asked for each of a thousand pods at every frame

function lookOfWord(word) {
  if (!known.has(word)) {
    if (known.size > 500) known.clear();
    known.set(word, WORDS.find(([rule]) => rule.test(word))?.[1]);
  }
  return known.get(word);
}

/** The look of a slim pod. `lost`: its node does not answer, so what it runs cannot be checked. */
export function lookOf(pod, lost = false) {
  if (pod.deleting) return "terminating";
  const look = lookOfWord(pod.status ?? pod.phase ?? "");
  if (look === "creating" && !pod.node) return "pending";
  if (look) return look;
  if (lost) return "unknown";
  return pod.ready ? "running" : "unready";
}

/** Whether nobody hears from this node. */
export const isLost = (node) => Boolean(node) && node.ready !== "True" && (node.stopped || node.ready === "Unknown");

/** The word under the name. */
export const wordOf = (pod) => (pod.deleting ? "Terminating" : (pod.status ?? pod.phase ?? ""));

/** How far the current image pull is at `t` (µs), 0 to 1, or null when nothing is being pulled. */
export function pulled(pod, t) {
  const pull = pod.containers?.find((container) => container.pull && container.state === "waiting")?.pull;
  if (!pull || !(pull.end > pull.start)) return null;
  return Math.min(1, Math.max(0, (t - pull.start) / (pull.end - pull.start)));
}

/** Seconds of grace left at `t`, or null when it is not being deleted. `part`: how much of it is over, 0 to 1.
 *  `deleting.at` is Kubernetes' deletionTimestamp: when the grace ends, in whole seconds. */
export function grace(pod, t) {
  if (!pod.deleting) return null;
  const left = Math.max(0, pod.deleting.at - t);
  const whole = (pod.deleting.grace ?? 0) * 1e6;
  return { left: Math.ceil(left / 1e6), part: whole ? Math.min(1, Math.max(0, 1 - left / whole)) : 1 };
}

/** Seconds until the next try of a container that is backing off, or null. */
export function backoff(pod, t) {
  const until = Math.max(...(pod.containers ?? []).map((container) => container.backoff ?? 0), 0);
  return until > t ? Math.ceil((until - t) / 1e6) : null;
}

/** Whether any part of the picture of this pod changes with time alone. */
export const isReading = (pod) => Boolean(pod.deleting) || Boolean(pod.containers?.some((c) => (c.pull && c.state === "waiting") || c.backoff));

const SYSTEM = /^kube-/;
/** Pods of the cluster itself: drawn, but small, at the foot of the picture. */
export const isSystem = (object) => SYSTEM.test(object.namespace ?? "");

/** Control characters become visible, so that a hostile name cannot hide; the text is text only from here on. */
export const plain = (text) => String(text ?? "").replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, "\u00b7");

/** A pod's name without what its owner's name says already: `web-6d4cf7-8kx2p` of `web-6d4cf7` → `-8kx2p`. */
export function suffixOf(pod) {
  const owner = pod.owner?.name;
  const name = plain(pod.name);
  return owner && name.startsWith(`${owner}-`) ? name.slice(owner.length) : name;
}

/** Cuts at the front until `measure(text) <= width`: "…-q7w4d". */
export function cutFront(text, width, measure) {
  text = plain(text);
  if (measure(text) <= width) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (measure(`…${text.slice(middle)}`) <= width) high = middle;
    else low = middle + 1;
  }
  return low >= text.length ? "…" : `…${text.slice(low)}`;
}
