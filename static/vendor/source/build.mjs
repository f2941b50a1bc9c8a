// Bundles the third-party code of static/vendor: `make vendor`. Needs Node 20+ and npm; the result is committed.
// Works in .cache/vendor at the repository's root, so that node_modules never lies where the site serves files from.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const source = dirname(fileURLToPath(import.meta.url));
const vendor = dirname(source);
const work = join(vendor, "../../.cache/vendor");
const BUNDLES = ["codemirror", "xterm", "d3"];

mkdirSync(work, { recursive: true });
for (const name of ["package.json", ...BUNDLES.map((bundle) => `${bundle}.js`)]) cpSync(join(source, name), join(work, name));
execFileSync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], { cwd: work, stdio: "inherit" });

const esbuild = await import(pathToFileURL(join(work, "node_modules/esbuild/lib/main.js")));
const used = new Set();
for (const bundle of BUNDLES) {
  const { metafile } = await esbuild.build({
    absWorkingDir: work, entryPoints: [`${bundle}.js`], outfile: join(vendor, `${bundle}.js`), bundle: true, format: "esm",
    minify: true, target: ["chrome123", "firefox120", "safari17.5"], legalComments: "none", charset: "utf8", metafile: true,
    banner: { js: "/* Third-party code: see README.md and LICENCES.txt in this folder. Made by `make vendor`. */" },
  });
  for (const path of Object.keys(metafile.inputs)) {
    const found = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (found) used.add(found[1]);
  }
}
cpSync(join(work, "node_modules/@xterm/xterm/css/xterm.css"), join(vendor, "xterm.css"));

const parts = [];
const rows = [];
for (const name of [...used].sort()) {
  const folder = join(work, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} ${about.version} ships no licence file: look before shipping it`);
  parts.push(`${name} ${about.version} (${about.license})\n${"-".repeat(72)}\n${readFileSync(join(folder, file), "utf8").trim()}\n`);
  rows.push(`| ${name} | ${about.version} | ${about.license} |`);
}
writeFileSync(join(vendor, "LICENCES.txt"), parts.join("\n\n"));

const readme = join(vendor, "README.md");
const kept = existsSync(readme) ? readFileSync(readme, "utf8").split("<!-- packages -->")[0] : "# Third-party code\n\n";
writeFileSync(readme, `${kept}<!-- packages -->\n\n| package | version | licence |\n|---|---|---|\n${rows.join("\n")}\n`);
rmSync(join(work, "package-lock.json"), { force: true });
console.log(`made ${BUNDLES.map((bundle) => `${bundle}.js`).join(", ")} from ${used.size} packages`);
