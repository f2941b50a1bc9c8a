/** ANSI styles of the terminal. The theme gives the sixteen colours their values, so dark and light need nothing here. */
const style = (code) => (text) => `\x1b[${code}m${text}\x1b[0m`;

export const sign = style("1;33"); // brass: the prompt
export const command = style("1");
export const output = style("90"); // muted ink
export const failure = style("31");
export const offer = style("33");

/** Server text made safe for the terminal: control characters are shown, not obeyed. Only what `clear` and `watch` need is let through:
 *  moving home and erasing. Line ends become those of a terminal. */
export function harmless(text) {
  return text
    .replace(/\x1b(?!\[\d*(?:;\d*)?[HJK])/g, "^[")
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\x80-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (char) =>
      char.charCodeAt(0) < 32 ? `^${String.fromCharCode(char.charCodeAt(0) + 64)}` : "�")
    .replace(/\r?\n/g, "\r\n");
}
