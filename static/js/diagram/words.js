/** The words of one language: {diagram, reasons}. */
import diagramEn from "../words/diagram.en.js";
import diagramKo from "../words/diagram.ko.js";
import reasonsEn from "../words/reasons.en.js";
import reasonsKo from "../words/reasons.ko.js";

const WORDS = { ko: { lang: "ko", diagram: diagramKo, reasons: reasonsKo }, en: { lang: "en", diagram: diagramEn, reasons: reasonsEn } };

export const wordsOf = (lang) => WORDS[String(lang).slice(0, 2)] ?? WORDS.en;
