/** The page behind a shared link: watch it, wind it back, go on from it. */
import "../figure/start.js";
import { boot, loadWords } from "./boot.js";
import { addressRows } from "./share.js";
import { ask } from "./shared/notices.js";
import { Store } from "./shared/store.js";
import { Theme, wireTheme } from "./theme/theme.js";

const { page: words } = await loadWords(boot.lang);
wireTheme(new Theme(new Store(), document.documentElement), words);
const $ = (selector) => document.querySelector(selector);
const told = $("[data-told]");
const { share } = boot;

async function post(address, body = {}) {
  const response = await fetch(address, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": boot.csrf, "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error.message);
  return answer;
}

function button(selector, act) {
  $(selector)?.addEventListener("click", async ({ currentTarget }) => {
    currentTarget.disabled = true;
    try {
      await act();
    } catch (error) {
      told.textContent = words.say("error.refused", { why: error.message });
    }
    currentTarget.disabled = false;
  });
}

$("[data-addresses]").append(...await addressRows(share, { words, lang: boot.lang, told }));
button("[data-go-on]", async () => location.assign((await post(share.go_on, { at: Math.floor($("orrery-figure").time) })).url));
button("[data-withdraw]", async () => {
  const [yes, no] = boot.lang === "ko" ? ["네", "아니요"] : ["Yes", "No"];
  if (!await ask(words.say("share.withdraw_ask"), { yes, no })) return;
  await post(share.withdraw);
  location.reload();
});
