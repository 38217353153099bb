/** The look of the console, light and dark, phone and desktop. Pure. Out: CSS. */

export const consoleStylesheet = `
:root {
  color-scheme: light dark; --ink: #1d2126; --quiet: #575e66; --paper: #fbfaf7; --raised: #fff; --rule: #d5d3cc;
  --link: #0b5a7a; --alarm: #a3270f; --on-link: #fff;
  --bar-0: #2b7a9b; --bar-1: #c2571a; --bar-2: #6b5aa8; --bar-3: #8a7a12;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8e6e1; --quiet: #a9adb3; --paper: #16191d; --raised: #1f2328; --rule: #3b4047; --link: #7cc4e4;
    --alarm: #ff9d86; --on-link: #10222b; --bar-0: #6bb5d6; --bar-1: #f0935a; --bar-2: #b3a4ee; --bar-3: #d6c65a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; overflow-wrap: anywhere; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper);
}
header, main { max-width: 68rem; margin: 0 auto; padding: 0.8rem clamp(1rem, 4vw, 2rem); }
header {
  display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; justify-content: space-between; align-items: baseline;
  border-bottom: 1px solid var(--rule);
}
header nav, header form { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; align-items: baseline; }
header nav a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--raised); padding: 0.5rem; }
a { color: var(--link); }
:is(a, button, input, textarea, select, summary, .table):focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px;
}
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
.quiet { color: var(--quiet); overflow-wrap: anywhere; }
.alarm { color: var(--alarm); font-weight: 600; }
.rows { list-style: none; margin: 0; padding: 0; border-bottom: 1px solid var(--rule); }
.rows li { padding: 0.6rem 0; border-top: 1px solid var(--rule); overflow-wrap: anywhere; }
.rows p { margin: 0.1rem 0; }
.facts { display: grid; grid-template-columns: minmax(6rem, auto) minmax(0, 1fr); gap: 0.2rem 1.2rem; margin: 0; }
@media (max-width: 36rem) {
  .facts { grid-template-columns: minmax(0, 1fr); }
  .facts dt { margin-top: 0.4rem; }
}
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.facts dd p { margin: 0; }
.table { overflow-x: auto; margin-top: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: 0.4rem 1rem 0.4rem 0; border-top: 1px solid var(--rule); }
td, th { overflow-wrap: break-word; min-width: 4rem; }
td { min-width: 6.4rem; max-width: 34rem; }
th { color: var(--quiet); font-weight: 600; }
@media (max-width: 36rem) {
  th, td { padding-inline-end: 0.6rem; }
  td { min-width: 0; }
  tbody th { overflow-wrap: anywhere; min-width: 7rem; }
  /* More than two columns side by side are too narrow to read: each row is a list of its own. */
  .many, .many caption, .many tbody, .many tr, .many th { display: block; }
  .many thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .many tr { border-top: 1px solid var(--rule); padding: 0.5rem 0; }
  .many tbody th { color: var(--ink); border: 0; padding: 0; }
  .many td {
    display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: 0.6rem; border: 0; padding: 0.1rem 0;
    max-width: none; overflow-wrap: anywhere;
  }
  .many td::before { content: attr(data-head); color: var(--quiet); }
  .many td:empty { display: none; }
}
.whole { white-space: nowrap; }
.table + .table { margin-top: 2rem; }
caption { text-align: start; font-weight: 600; padding: 0.4rem 0; }
figure { margin: 0; }
figcaption { color: var(--quiet); margin: 0.3rem 0 0.6rem; }
.plot { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.3rem 0.5rem; }
.of-y, .of-x {
  display: flex; justify-content: space-between; color: var(--quiet); font-size: 0.85rem; line-height: 1;
  font-variant-numeric: tabular-nums;
}
.of-y { flex-direction: column; text-align: end; }
.of-x { grid-column: 2; gap: 1rem; line-height: 1.3; }
.of-x :last-child:not(:first-child) { text-align: end; }
.bars {
  display: block; width: 100%; height: 11rem; background: var(--raised);
  border: solid var(--quiet); border-width: 0 0 1px 1px;
}
.bar-0 { fill: var(--bar-0); } .bar-1 { fill: var(--bar-1); }
.bar-2 { fill: var(--bar-2); } .bar-3 { fill: var(--bar-3); }
/* Colours of the system's own: what is drawn is not forced, and would be lost on another ground. */
@media (forced-colors: active) {
  .bars { background: Canvas; border-color: CanvasText; }
  .bar-0 { fill: CanvasText; } .bar-1 { fill: Highlight; } .bar-2 { fill: LinkText; } .bar-3 { fill: GrayText; }
}
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0 0 0.4rem; padding: 0; }
.legend svg { width: 0.8rem; height: 0.8rem; margin-inline-end: 0.4rem; }
summary { cursor: pointer; color: var(--link); }
h3 { font-size: 1rem; margin: 1.2rem 0 0.4rem; }
code { font: 0.9em/1.4 ui-monospace, monospace; }
.pages { display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; margin: 1rem 0; }
.acts {
  display: grid; gap: 1rem; align-items: start;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
}
.act { padding: 0.9rem 1rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--raised); }
.rows + .act, .rows + form, main > .act + .act { margin-top: 1rem; }
.act p { margin: 0 0 0.7rem; }
.act [role="status"] { margin: 0; }
.act [role="status"]:not(:empty) { margin-top: 0.7rem; }
.act label { display: block; margin: 0 0 0.7rem; }
input, textarea, select {
  font: inherit; display: block; width: 100%; min-height: 2.4rem; padding: 0.4rem; color: inherit;
  background: var(--paper);
  border: 1px solid var(--quiet); border-radius: 3px;
}
[aria-invalid="true"] { border-color: var(--alarm); }
fieldset { border: 1px solid var(--rule); border-radius: 3px; margin: 0 0 0.7rem; padding: 0.5rem 0.7rem; }
.find { display: grid; gap: 0 1rem; align-items: end; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); }
@media (min-width: 36rem) { .find.one { grid-template-columns: minmax(0, 1fr) auto; } }
.find button { justify-self: start; margin-bottom: 0.7rem; }
.act label.check { display: flex; gap: 0.5rem; align-items: baseline; margin: 0.2rem 0 0.7rem; }
.check input { width: auto; min-height: 0; }
textarea { min-height: 8rem; font-family: ui-monospace, monospace; font-size: 0.9rem; }
button {
  font: inherit; font-weight: 600; padding: 0.45rem 1rem; min-height: 2.4rem; border: 1px solid var(--link);
  border-radius: 4px; background: var(--link); color: var(--on-link); cursor: pointer;
}
button.plain { background: none; color: var(--link); border: 0; padding: 0; min-height: 1.5rem; font-weight: 400;
  text-decoration: underline; }
iframe { width: 100%; height: min(70vh, 44rem); border: 1px solid var(--rule); background: #fff; }
iframe.phone { max-width: 23.5rem; display: block; }
.pages a[aria-current] {
  font-weight: 600; color: var(--ink); text-decoration: none; border-bottom: 2px solid var(--link);
}
pre {
  white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border: 1px solid var(--rule);
  background: var(--raised); font: 0.86rem/1.5 ui-monospace, monospace;
}
ins { font-weight: 600; }
del { color: var(--quiet); }
progress { width: 100%; height: 1rem; accent-color: var(--link); }
`.trimStart()
