/** Finds the reader's cluster for this page, or has one made. What was made is remembered per lesson, so that a reload continues. */
export class Clusters {
  /** @param {{boot, store, fetch}} given */
  constructor({ boot, store, fetch = globalThis.fetch.bind(globalThis) }) {
    Object.assign(this, { boot, store, fetch });
    const { course, lesson } = boot;
    this.key = `cluster.${course ? `${course.slug}/${lesson.slug}` : "playground"}`;
  }

  /** @returns {{id, socket, follow?, kubeconfig?}|null} the one from before */
  remembered() {
    if (this.boot.cluster) return this.boot.cluster;
    try {
      return JSON.parse(this.store.get(this.key));
    } catch {
      return null;
    }
  }

  forget() {
    this.store.set(this.key, null);
  }

  /** @returns {Promise<object>} a fresh cluster at the lesson's start; throws an Error in the reader's language */
  async make() {
    const { boot } = this;
    const body = boot.lesson ? { course: boot.course.slug, lesson: boot.lesson.slug, lang: boot.lang } : { lang: boot.lang };
    const response = await this.fetch(boot.urls.clusters, {
      method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", "X-CSRFToken": boot.csrf }, body: JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.error?.message ?? answer.message ?? `HTTP ${response.status}`);
    this.store.set(this.key, JSON.stringify(answer));
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
