/** Pages of text only: the theme button. */
import { boot } from "./boot.js";
import { Words } from "../words/words.js";
import { Store } from "./shared/store.js";
import { Theme, wireTheme } from "./theme/theme.js";

const table = await import(`../words/page.${boot.lang}.js`);
wireTheme(new Theme(new Store(), document.documentElement), new Words(boot.lang, table.default));
