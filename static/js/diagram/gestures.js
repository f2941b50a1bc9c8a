/** What mouse, finger and the controls in the head say, as intentions.
 *
 *  `on`: {select(uid|null), menu(uid, x, y), point(uid|null), hover(uid|null), owner(uid), grouping(name), labelKey(key), filter(text)}. */
const PRESS = 550; // ms; a finger that stays this long means what a right click means

const uidOf = (event) => event.target.closest?.("[data-uid]")?.dataset.uid ?? null;

export function listenPicture(svg, on) {
  svg.addEventListener("click", (event) => on.select(uidOf(event)));
  svg.addEventListener("contextmenu", (event) => {
    const uid = uidOf(event);
    if (!uid) return;
    event.preventDefault();
    on.menu(uid, event.clientX, event.clientY);
  });
  svg.addEventListener("pointerover", (event) => on.point(uidOf(event)));
  svg.addEventListener("pointerleave", () => on.point(null));
  svg.addEventListener("pointerdown", (event) => {
    const uid = uidOf(event);
    if (event.pointerType === "mouse" || !uid) return;
    const timer = setTimeout(() => on.menu(uid, event.clientX, event.clientY), PRESS);
    for (const name of ["pointerup", "pointercancel", "pointermove"]) svg.addEventListener(name, () => clearTimeout(timer), { once: true });
  });
}

export function listenHead(head, on) {
  head.addEventListener("click", (event) => {
    const { grouping, owner } = event.target.closest("button")?.dataset ?? {};
    if (owner) on.owner(owner);
    if (grouping) on.grouping(grouping);
  });
  head.addEventListener("pointerover", (event) => on.hover(event.target.closest("[data-owner]")?.dataset.owner ?? null));
  head.addEventListener("pointerleave", () => on.hover(null));
  head.addEventListener("change", (event) => event.target.matches("select") && on.labelKey(event.target.value));
  head.addEventListener("input", (event) => event.target.matches(".filter") && on.filter(event.target.value.trim()));
}
