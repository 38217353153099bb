/**
 * The look of what only these pages have: faults, answers, the outbox. Pure. Out: the text of belfry-web.css; colours
 * come from belfry.css.
 */

export const WEB_STYLE_FILE = 'belfry-web.css'

export const webStylesheet = `
.wide > h1 { font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.1rem); margin: 1.2rem 0 1rem; }
.leading { font: 1.15rem/1.55 var(--serif); margin: 0 0 1.3rem; }
.aside { color: var(--quiet); }
.address { overflow-wrap: anywhere; }
form + .aside { margin-top: 1.8rem; }
button + .aside { margin-top: 1.2rem; }
.boxed .aside { margin: 1rem 0 0; }
button.plain {
  padding: 0; border: 0; background: none; color: var(--link); font: inherit; text-decoration: underline;
  cursor: pointer; min-height: 1.5rem;
}
.boxed {
  padding: clamp(1.1rem, 4vw, 1.8rem); background: var(--raised); border: 1px solid var(--rule); border-radius: 6px;
}
.field { margin: 0 0 1.1rem; }
.field > label { margin-bottom: 0.3rem; font-weight: 600; }
.fault { margin: 0.4rem 0 0; color: var(--alarm); font-weight: 600; }
legend + .fault { margin: 0 0 0.4rem; }
.fault::before { content: "\\2192\\00a0"; content: "\\2192\\00a0" / ""; }
[dir="rtl"] .fault::before { content: "\\2190\\00a0"; content: "\\2190\\00a0" / ""; }
input[aria-invalid="true"] { border-color: var(--alarm); box-shadow: 0 0 0 1px var(--alarm); }
fieldset fieldset { margin: 0.7rem 0 0; }
fieldset fieldset > legend { margin: 0; font-weight: 400; color: var(--quiet); }
.runs > p { margin: 0 0 0.4rem; }
.runs .boxes { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
.runs label { min-width: 5.4rem; max-width: 100%; }
.runs span { min-width: 0; overflow-wrap: anywhere; }
.runs summary { padding: 0.22rem 0; cursor: pointer; }
.runs details > .boxes { padding: 0 0 0.6rem; padding-inline-start: 1.1rem; }
fieldset em { color: var(--quiet); }
.saved { padding: 0.7rem 1rem; border: 1px solid var(--link); border-inline-start-width: 6px; border-radius: 3px; }
.plain-lists { list-style: none; margin: 0 0 1.6rem; padding: 0; border-bottom: 1px solid var(--rule); }
.plain-lists li { padding: 0.6rem 0; border-top: 1px solid var(--rule); }
.plain-lists strong { font-weight: 600; }
.plain-lists small { display: block; line-height: 1.45; }
.help h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; }
.help p { margin: 0 0 0.8rem; }
.measure > .follow { border: 0; padding: 0; }
.outbox { list-style: none; margin: 1.6rem 0; padding: 0; border-bottom: 1px solid var(--rule); }
.outbox li {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.1rem 2rem; align-items: baseline; padding: 0.8rem 0;
  border-top: 1px solid var(--rule);
}
.outbox a { font: 1.1rem/1.4 var(--serif); }
.outbox time {
  color: var(--quiet); font-size: 0.92rem; font-variant-numeric: tabular-nums; white-space: nowrap; grid-column: 2;
  grid-row: 1;
}
.outbox .who {
  display: flex; flex-wrap: wrap; gap: 0 1.4rem; color: var(--quiet); font-size: 0.92rem; overflow-wrap: anywhere;
  min-width: 0;
}
@media (max-width: 36rem) {
  .outbox li { grid-template-columns: 1fr; }
  .outbox time { grid-column: 1; grid-row: auto; }
}
.mail-head { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.15rem 1.2rem; margin: 0 0 1rem; }
.mail-head dt { color: var(--quiet); }
.mail-head dd, .fields dd { margin: 0; overflow-wrap: anywhere; }
.ways { display: flex; flex-wrap: wrap; gap: 0 1.4rem; margin: 0; }
.wide section > h2 { font: 600 1rem/1.4 var(--sans); color: var(--quiet); margin: 2rem 0 0.6rem; }
.mail {
  display: block; width: 100%; height: min(70vh, 46rem); min-height: 26rem; border: 1px solid var(--rule);
  border-radius: 4px; background: Canvas;
}
.mail-text {
  margin: 0; padding: 1.1rem 1.2rem; background: var(--raised); border: 1px solid var(--rule); border-radius: 4px;
  font: 0.86rem/1.55 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere;
}
.fields { margin: 0; font-size: 0.9rem; }
.fields div { padding: 0.35rem 0; border-top: 1px solid var(--rule); }
.fields dt { color: var(--quiet); }
.fields dd { font: 0.84rem/1.5 var(--mono); }
@media (min-width: 44rem) { .fields div { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 1.5rem; } }
@media print { .mail { height: 60rem; } .boxed { border: 0; } }
`.trimStart()
