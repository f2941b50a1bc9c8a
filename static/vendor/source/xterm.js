// xterm.js: the terminal's screen. What is typed is edited by our own line editor.
export { Terminal } from "@xterm/xterm";
export { FitAddon } from "@xterm/addon-fit";
export { Unicode11Addon } from "@xterm/addon-unicode11";
