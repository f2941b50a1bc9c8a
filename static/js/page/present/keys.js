/** The presenter's keyboard: time and the lower band, from wherever the focus is, except where text is typed. */
const KEYS = {
  " ": (page) => page.timebar.toggle(),
  k: (page) => page.timebar.toggle(),
  ArrowLeft: (page) => page.timebar.previous(),
  ArrowRight: (page) => page.timebar.next(),
  PageUp: (page) => page.timebar.previous(), // remote controls send these
  PageDown: (page) => page.timebar.next(),
  "+": (page) => page.timebar.changeRate(1),
  "=": (page) => page.timebar.changeRate(1),
  "-": (page) => page.timebar.changeRate(-1),
  e: (page) => page.timebar.toNow(),
  t: (page) => page.swapBand(),
  "?": (page) => page.tellKeys(),
};

const TYPING = "input, textarea, select, [contenteditable=true], dialog, orrery-menu";

/** @param {EventTarget} target usually the document @param page {timebar, swapBand(), tellKeys()} */
export function listenToKeys(target, page) {
  target.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(TYPING)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === " " && event.target.closest?.("button, a, summary")) return; // Space presses what has the focus
    const act = KEYS[event.key] ?? KEYS[event.key.toLowerCase?.()];
    if (!act) return;
    event.preventDefault();
    act(page);
  });
}
