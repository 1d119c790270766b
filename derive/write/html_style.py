"""The look of the pages: one column for reading, light and dark, on a phone, on paper."""

STYLE = """
:root {
  --ink: #1c1c1e; --soft: #62626a; --faint: #e3e1dc; --paper: #fdfcfa; --raised: #f4f1ea; --accent: #1f5a8a;
  --good: #2f7148; --bad: #b3261e; --open: #8a6100;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8e6e1; --soft: #a09e98; --faint: #35353a; --paper: #17171a; --raised: #212126; --accent: #8bbbe3;
    --good: #86c79c; --bad: #f2938c; --open: #dfb75a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", Palatino, Georgia, serif;
  text-rendering: optimizeLegibility; -webkit-text-size-adjust: 100%;
}
main { max-width: 52rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; font-weight: 600; letter-spacing: -0.01em; margin: 0 0 1rem; }
h2 { font-size: 1.2rem; font-weight: 600; margin: 0 0 1rem; }
h3 { font-size: 1.05rem; font-weight: 600; margin: 1.6rem 0 0.4rem; }
h3 small { font-weight: 400; font-size: 0.9rem; color: var(--soft); margin-left: 0.4rem; }
p { margin: 0.8rem 0; max-width: 40rem; text-wrap: pretty; }
.lead { font-size: 1.125rem; color: var(--soft); }
section + section { border-top: 1px solid var(--faint); margin-top: 2.5rem; padding-top: 1.5rem; }
math {
  font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", "Libertinus Math", "TeX Gyre Termes Math",
    "DejaVu Math TeX Gyre", math, serif;
  font-size: 1.06em;
}
mover[accent] > mo:last-child { position: relative; top: -0.07em; }
.whole { white-space: nowrap; }
.shown, .result { overflow-x: auto; overflow-y: hidden; padding: 0.35rem 0 0.35rem 2rem; line-height: 2.2; }
.lines {
  list-style: none; margin: 1.4rem 0; padding: 0; display: grid; overflow-x: auto; overflow-y: hidden;
  grid-template-columns: max-content minmax(0, 1fr) minmax(8rem, max-content); column-gap: 0.4rem; row-gap: 0.55rem;
}
.lines > li { display: contents; }
.lines .left { text-align: right; align-self: baseline; }
.lines .right { padding: 0.2rem 0 0.3rem 1.4em; text-indent: -1.4em; line-height: 2.2; align-self: baseline;
  overflow-x: auto; overflow-y: hidden; }
.lines .right math { text-indent: 0; }
.lines .why { align-self: baseline; padding-left: 1.5rem; }
.lines .head .left { grid-column: 1 / -1; text-align: left; }
.lines.below { grid-template-columns: 0 minmax(0, 1fr) minmax(8rem, max-content); }
.lines.below .right { margin-left: 1.2rem; }
.why { color: var(--soft); font: 0.86rem/1.5 ui-sans-serif, system-ui, "Segoe UI", "Helvetica Neue", sans-serif;
  max-width: 15rem; }
.why math { font-size: 1.1em; }
a { color: inherit; text-decoration: underline; text-decoration-color: var(--faint); text-underline-offset: 0.2em; }
a:hover { color: var(--accent); text-decoration-color: currentColor; }
.result {
  background: var(--raised); border-left: 3px solid var(--accent); border-radius: 0 6px 6px 0; margin: 1.4rem 0;
  padding: 0.6rem 1.2rem 0.6rem 1rem;
}
.label {
  display: block; color: var(--accent); letter-spacing: 0.06em; text-transform: uppercase;
  font: 600 0.7rem/1.4 ui-sans-serif, system-ui, "Segoe UI", "Helvetica Neue", sans-serif;
}
.read { color: var(--soft); font-size: 0.86rem; }
.read summary, .read pre, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.read summary { cursor: pointer; overflow-wrap: anywhere; font-size: 0.8rem; }
.read pre { margin: 0.4rem 0 0 1rem; white-space: pre-wrap; font-size: 0.8rem; }
.verdict { font: 0.9rem/1.5 ui-sans-serif, system-ui, "Segoe UI", "Helvetica Neue", sans-serif; color: var(--soft); }
.verdict span { font-weight: 700; }
.verdict.proved span, .verdict.verified span { color: var(--good); }
.verdict.refuted, .verdict.refuted span { color: var(--bad); }
.verdict.undecided span { color: var(--open); }
.verdict + section, p + section, figure + section, .wide + section { border: 0; margin-top: 1.5rem; padding-top: 0; }
figure { margin: 1.6rem 0; }
figure svg { max-width: 100%; height: auto; }
figcaption, caption { color: var(--soft); font: 0.86rem/1.5 ui-sans-serif, system-ui, "Segoe UI", sans-serif; }
caption { caption-side: bottom; text-align: left; padding-top: 0.4rem; }
.wide { overflow-x: auto; margin: 1.2rem 0; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.35rem 0.9rem 0.35rem 0; border-bottom: 1px solid var(--faint); }
th { font: 600 0.8rem/1.4 ui-sans-serif, system-ui, "Segoe UI", sans-serif; color: var(--soft); white-space: nowrap; }
td:first-child code { white-space: nowrap; }
main > pre { background: var(--raised); padding: 0.8rem 1rem; overflow-x: auto; border-radius: 6px; }
main > pre code { font-size: 0.85rem; }
aside { border-top: 1px solid var(--faint); margin-top: 3rem; padding-top: 1.5rem; font-size: 0.95rem; }
.rules dt { font-weight: 600; margin-top: 1rem; scroll-margin-top: 1rem; }
.rules dt:target { color: var(--accent); }
.rules dd { margin: 0.1rem 0 0; color: var(--soft); }
.rules .shown { color: var(--ink); }
@media (max-width: 42rem) {
  body { font-size: 1rem; }
  main { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.5rem; }
  .shown { padding-left: 0.5rem; }
  td:first-child code { white-space: normal; }
  .lines, .lines.below { grid-template-columns: minmax(0, 1fr); row-gap: 0.15rem; }
  .lines .left { text-align: left; }
  .lines .left:empty { display: none; }
  .lines .right, .lines.below .right { margin-left: 0.6rem; }
  .lines .why { padding: 0 0 0.5rem 2rem; max-width: none; }
}
@media print {
  :root { --ink: #000; --soft: #333; --faint: #bbb; --paper: #fff; --raised: #fff; --accent: #000; --good: #000; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  .lines > li, .result, section p { break-inside: avoid; }
  .read:not([open]) { display: none; }
  a { text-decoration: none; }
}
"""
