/** The terminal's colours, read from the tokens as they are now (xterm.js paints itself and knows no custom properties). */
const FROM = {
  background: "--code-surface", foreground: "--ink", cursor: "--accent", cursorAccent: "--code-surface", black: "--ink", red: "--error", green: "--ok",
  yellow: "--accent-ink", blue: "--code-key", magenta: "--state-imagepull", cyan: "--code-value", white: "--ink-muted", brightBlack: "--ink-muted",
  brightRed: "--error", brightGreen: "--ok", brightYellow: "--accent-ink", brightBlue: "--code-key", brightMagenta: "--state-imagepull", brightCyan: "--code-value", brightWhite: "--ink",
};

/** @param {HTMLElement} host where the tokens apply @returns an xterm ITheme */
export function terminalTheme(host) {
  const probe = document.createElement("i");
  host.append(probe);
  const read = (token) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const theme = Object.fromEntries(Object.entries(FROM).map(([name, token]) => [name, read(token)]));
  theme.selectionBackground = getComputedStyle(document.documentElement).colorScheme.includes("dark") ? "#7f9bd455" : "#2159b038";
  probe.style.color = "var(--line-firm)";
  Object.assign(theme, { scrollbarSliderBackground: getComputedStyle(probe).color, scrollbarSliderHoverBackground: theme.white, scrollbarSliderActiveBackground: theme.white });
  probe.remove();
  return theme;
}

export function fontOf(host) {
  return getComputedStyle(host).getPropertyValue("--font-code").trim() || "monospace";
}
