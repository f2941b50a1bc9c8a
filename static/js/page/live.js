/** The page with a cluster in it: a lesson, the playground, the presenter's view, a follower's. Reads the boot JSON, makes the session and wires
 *  the elements to it and to each other; what each does is in its own module. */
import "../diagram/element.js";
import "./editor/element.js";
import "./inspector/element.js";
import "./lesson/elements.js";
import "./shared/menu.js";
import "./shared/notices.js";
import "./terminal/element.js";
import "./timebar/element.js";
import { LivePage } from "./page.js";
import { boot, loadWords } from "./boot.js";

const page = new LivePage(boot, await loadWords(boot.lang));
await page.begin();
