/** The page of the article's pictures. */
import "../figure/start.js";
import "./plain.js";
