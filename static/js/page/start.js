/** The reader's cluster for this page: the server gives back the one that this browser has for the lesson, or makes it. */
export class Clusters {
  /** @param {{boot, fetch}} given */
  constructor({ boot, fetch = globalThis.fetch.bind(globalThis) }) {
    Object.assign(this, { boot, fetch });
  }

  /** @param {{fresh?: boolean}} how fresh: a new one at the lesson's start, the old one is given up
   *  @returns {Promise<{id, socket, follow?, kubeconfig?}>} throws an Error in the reader's language; `again`: it is worth asking after so many seconds,
   *  and what was kept is there then */
  async get({ fresh = false } = {}) {
    const { boot } = this;
    if (boot.cluster) return boot.cluster;
    const about = boot.lesson ? { course: boot.course.slug, lesson: boot.lesson.slug } : {};
    const response = await this.fetch(boot.urls.clusters, {
      method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", "X-CSRFToken": boot.csrf },
      body: JSON.stringify({ ...about, lang: boot.lang, ...(fresh ? { fresh } : {}) }),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw Object.assign(new Error(answer.error?.message ?? `HTTP ${response.status}`), { again: Number(response.headers.get("Retry-After")) });
    return answer;
  }
}

/** The socket's address: the server may name a path only. */
export function socketUrl(socket, lang, location = globalThis.location) {
  const url = new URL(socket, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  if (!url.searchParams.has("lang")) url.searchParams.set("lang", lang);
  return url.href;
}

/** Unique to this page load. (crypto.randomUUID does not exist on the plain http of a classroom's network.) */
export function pageId() {
  return [...crypto.getRandomValues(new Uint8Array(9))].map((byte) => byte.toString(36).padStart(2, "0")).join("");
}
