// Shows each Markdown field of the lesson form as learners will see it, while it is being written.
const DELAY = 300;

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function render(area, frame, url) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": token(), "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ text: area.value }),
  });
  if (answer.ok) frame.innerHTML = (await answer.json()).html; // cleaned by the server
}

function attach(area, url) {
  if (area.dataset.previewed || /structure$/.test(area.name)) return;
  area.dataset.previewed = "yes";
  const frame = document.createElement("div");
  frame.className = "orrery-preview";
  frame.setAttribute("aria-live", "polite");
  area.after(frame);
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => render(area, frame, url), DELAY);
  };
  area.addEventListener("input", later);
  if (area.value) later();
}

addEventListener("DOMContentLoaded", () => {
  const url = document.getElementById("orrery-preview-url")?.dataset.url;
  if (!url) return;
  const all = () => document.querySelectorAll("textarea.orrery-markdown").forEach((area) => attach(area, url));
  all();
  new MutationObserver(all).observe(document.body, { childList: true, subtree: true });
});
