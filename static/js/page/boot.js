import { Words } from "../words/words.js";

/** What the server says about this page (templates/README.md). */
export const boot = JSON.parse(document.getElementById("boot")?.textContent || "{}");

/** @returns {Promise<{page: Words, reasons: Words}>} only the page's language is fetched */
export async function loadWords(lang) {
  const [page, reasons] = await Promise.all([import(`../words/page.${lang}.js`), import(`../words/reasons.${lang}.js`)]);
  return { page: new Words(lang, page.default), reasons: new Words(lang, reasons.default) };
}
