const ORDER = ["auto", "light", "dark"];

/** The theme the reader chose: "auto" follows the system. Kept in the browser; `root` is the element that carries data-theme. */
export class Theme extends EventTarget {
  constructor(store, root) {
    super();
    Object.assign(this, { store, root });
    this.name = ORDER.includes(store.get("theme")) ? store.get("theme") : "auto";
  }

  next() {
    this.choose(ORDER[(ORDER.indexOf(this.name) + 1) % ORDER.length]);
  }

  choose(name) {
    this.name = name;
    this.store.set("theme", name === "auto" ? null : name);
    if (name === "auto") delete this.root.dataset.theme;
    else this.root.dataset.theme = name;
    this.dispatchEvent(new CustomEvent("change"));
  }
}

/** Makes the bar's theme button work, and says in its label what is chosen. */
export function wireTheme(theme, words) {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    const label = () => {
      button.title = words.say(`theme.${theme.name}`);
      button.setAttribute("aria-label", button.title);
    };
    label();
    theme.addEventListener("change", label);
    button.addEventListener("click", () => theme.next());
  }
}
