/** What the browser keeps for us between visits. Storage may be full or forbidden: then nothing is kept and nothing breaks. */
export class Store {
  constructor(prefix = "orrery.", storage = () => globalThis.localStorage) {
    Object.assign(this, { prefix, storage });
  }

  get(key) {
    try {
      return this.storage().getItem(this.prefix + key);
    } catch {
      return null;
    }
  }

  /** null removes. */
  set(key, value) {
    try {
      if (value === null) this.storage().removeItem(this.prefix + key);
      else this.storage().setItem(this.prefix + key, value);
    } catch { /* not kept */ }
  }
}
