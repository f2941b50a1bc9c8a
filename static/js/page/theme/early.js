// Runs before the page is drawn, so that a chosen theme does not flash. A classic script: modules come too late.
try {
  const theme = localStorage.getItem("orrery.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* storage may be forbidden; the system's theme is then used */ }
