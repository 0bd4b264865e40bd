// @ts-check
// The look. Everything that a page may want otherwise is a custom property `--token-monitor-…` or a part.

const LIGHT = `
  color-scheme: light;
  --surface: var(--token-monitor-surface, #ffffff);
  --text: var(--token-monitor-text, #1a1d29);
  --quiet: var(--token-monitor-quiet, #5a6072);
  --line: var(--token-monitor-line, #e1e4ec);
  --edge: var(--token-monitor-edge, #878ea1);
  --track: var(--token-monitor-track, #e6e8f1);
  --accent: var(--token-monitor-accent, #3f4ac8);
  --good: var(--token-monitor-good, #11704a);
  --busy: var(--token-monitor-busy, #8a5200);
  --bad: var(--token-monitor-bad, #b3261e);`;

const DARK = `
  color-scheme: dark;
  --surface: var(--token-monitor-surface, #171a24);
  --text: var(--token-monitor-text, #e8eaf2);
  --quiet: var(--token-monitor-quiet, #a3a9bc);
  --line: var(--token-monitor-line, #2b3040);
  --edge: var(--token-monitor-edge, #6d7489);
  --track: var(--token-monitor-track, #2a2f40);
  --accent: var(--token-monitor-accent, #97a1ff);
  --good: var(--token-monitor-good, #6ed5a4);
  --busy: var(--token-monitor-busy, #ffc26e);
  --bad: var(--token-monitor-bad, #ff9d95);`;

const CSS = `
:host {
  ${LIGHT}
  --radius: var(--token-monitor-radius, 14px);
  --space: var(--token-monitor-space, 1.25rem);
  display: block;
  container-type: inline-size;
  color: var(--text);
  font: var(--token-monitor-font, .9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif);
  font-variant-numeric: tabular-nums;
  text-align: start;
}
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${DARK} } }
:host([theme="dark"]) { ${DARK} }
:host([hidden]), [hidden] { display: none !important; }

*, *::before, *::after { box-sizing: border-box; }
h2, h3, p, dl, dd, ol, ul { margin: 0; padding: 0; }
ol, ul { list-style: none; }
h2, h3 { font-size: inherit; line-height: 1.3; }
.quiet, dt { color: var(--quiet); }
.only-heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.icon { flex: none; width: 1em; height: 1em; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }

[data-tone="good"] { --tone: var(--good); }
[data-tone="work"] { --tone: var(--accent); }
[data-tone="busy"] { --tone: var(--busy); }
[data-tone="bad"] { --tone: var(--bad); }
[data-tone="quiet"] { --tone: var(--quiet); }

.monitor { position: relative; overflow: hidden; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }

/* Head */

.summary { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; padding: var(--space); }
.summary h2 { font-size: 1.125em; font-weight: 650; letter-spacing: -.01em; }
.summary > button { margin-inline-start: auto; }
.overall { display: flex; flex-wrap: wrap; gap: 0 1.25rem; width: 100%; font-size: .9333em; }
.storage[data-tone] { color: var(--tone); font-weight: 600; }
.summary .feedback, .notice { width: 100%; }
.notice { color: var(--quiet); }

.badge {
  display: inline-flex; align-items: center; gap: .4em;
  padding: .1em .65em .1em .5em;
  border: 1px solid color-mix(in srgb, var(--tone) 45%, transparent);
  border-radius: 99px;
  background: color-mix(in srgb, var(--tone) 9%, transparent);
  color: var(--tone);
  font-size: .8667em; font-weight: 600; white-space: nowrap;
}

/* Providers */

.filter { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; padding: 0 var(--space) var(--space); }
.filter input[type="search"] {
  flex: 1 1 12rem; min-width: 0; max-width: 22rem; min-height: 2.25rem; padding: .25rem .75rem;
  border: 1px solid var(--edge); border-radius: 8px; background: transparent; color: inherit; font: inherit;
}
.filter ::placeholder { color: var(--quiet); opacity: 1; }
.check { display: inline-flex; align-items: center; gap: .5rem; min-height: 2.25rem; cursor: pointer; }
.check input { width: 1.05rem; height: 1.05rem; margin: 0; accent-color: var(--accent); }
.filter > .quiet { margin-inline-start: auto; }
.none { padding: 0 var(--space) var(--space); }
.more { margin: 0 var(--space) var(--space); }

.provider { padding: calc(var(--space) * .8) var(--space); border-top: 1px solid var(--line); }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; }
.title { min-width: 0; font-weight: 600; }
.left { margin-inline-start: auto; font-weight: 600; }
[data-tone="quiet"] .left { color: var(--quiet); font-weight: 400; }

.opener {
  display: flex; align-items: center; gap: .55rem; max-width: 100%; min-height: 2rem; padding: 0;
  border: 0; background: none; color: inherit; font: inherit; text-align: start;
}
.name { overflow-wrap: anywhere; }
.chevron { flex: none; width: .5em; height: .5em; border: solid var(--quiet); border-width: 0 2px 2px 0; rotate: -45deg; transition: rotate .15s; }
.opener[aria-expanded="true"] .chevron { rotate: 45deg; translate: 0 -15%; }

.bar { position: relative; height: 8px; margin-block: .5rem .25rem; border-radius: 99px; background: var(--track); overflow: hidden; }
.fill {
  height: 100%; border-radius: inherit; background: var(--accent);
  transform: scaleX(0); transform-origin: left; transition: transform 1s linear;
}
.fill:dir(rtl) { transform-origin: right; }
[data-tone="busy"] .fill { background: var(--busy); }
[data-tone="bad"] .fill { background: var(--bad); }
.mark { position: absolute; inset-block: 0; width: 3px; margin-inline-start: -1.5px; background: var(--surface); }

/* A row that is closed is one line. */
@container (min-width: 34.01rem) {
  .provider[data-open="false"] { display: grid; grid-template-columns: minmax(0, 1fr) minmax(6rem, 30%); column-gap: 1rem; align-items: center; padding-block: .35rem; }
  .provider[data-open="false"] > .bar { margin-block: 0; }
  .provider[data-open="false"] > .error { grid-column: 1 / -1; margin-block: .25rem .5rem; }
}

.error { display: flex; gap: .6rem; margin-top: .6rem; padding: .6rem .75rem; border-inline-start: 3px solid var(--tone); border-radius: 6px; background: color-mix(in srgb, var(--tone) 8%, transparent); }
.error > .icon { margin-top: .25em; color: var(--tone); }
.error-text { min-width: 0; font-size: .9333em; overflow-wrap: anywhere; }
.error[data-tone="bad"] strong { color: var(--tone); }
.code { padding: .05em .4em; border: 1px solid var(--line); border-radius: 5px; background: var(--surface); font: .9em ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace; }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(7.5rem, 100%), 1fr)); gap: .6rem 1rem; margin-top: .75rem; }
.fact { min-width: 0; }
.fact time, .fact .quiet { display: block; }
.wide { display: flex; gap: .6rem; grid-column: 1 / -1; }
dt { font-size: .8667em; }
dd { overflow-wrap: anywhere; }
dd .quiet { font-size: .8667em; }

.actions { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .9rem; margin-top: .9rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; }
.feedback { min-width: 0; font-size: .9333em; overflow-wrap: anywhere; }
.feedback[data-tone] { color: var(--tone); }
.feedback:empty { display: none; }

button { cursor: pointer; }
button[part="button"] {
  min-height: 2.125rem; padding: .2rem .8rem;
  border: 1px solid color-mix(in srgb, var(--edge) 70%, transparent); border-radius: 8px;
  background: transparent; color: inherit; font: inherit; font-size: .9333em; font-weight: 550;
}
button[part="button"]:hover { border-color: var(--accent); color: var(--accent); }
button[aria-disabled="true"], button[aria-disabled="true"]:hover { border-color: var(--line); color: var(--quiet); cursor: progress; }
:is(button, input, ol):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

/* History */

.history { padding: var(--space); border-top: 1px solid var(--line); }
.history h3 { margin-bottom: .4rem; font-weight: 600; }
.events { max-height: var(--token-monitor-history-height, 16rem); overflow-y: auto; border-radius: 4px; font-size: .9333em; }
.event { display: grid; grid-template-columns: minmax(4.5rem, max-content) 9rem minmax(5rem, 9rem) minmax(0, 1fr); gap: 0 .9rem; padding: .35rem 0; border-top: 1px solid var(--line); }
.event:first-child { border-top: 0; }
.event time, .event-reason { color: var(--quiet); }
.event-name { display: inline-flex; align-items: baseline; gap: .4em; color: var(--tone); font-weight: 600; }
.event-name .icon { align-self: start; margin-top: .25em; }
.event > * { min-width: 0; overflow-wrap: anywhere; }

@container (max-width: 34rem) {
  .event { grid-template-columns: max-content minmax(0, 1fr); gap: 0 .75rem; }
  .event-provider { grid-column: 2; }
  .event-reason { grid-column: 2; }
  .event time { grid-row: 1; }
  .left { width: 100%; margin: 0; }
}

[data-tone="work"] > .head .icon { animation: turn 1.6s linear infinite; }
@keyframes turn { to { rotate: 1turn; } }

@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }

@media (forced-colors: active) {
  .bar { border: 1px solid CanvasText; }
  .fill { background: Highlight !important; forced-color-adjust: none; }
  .mark { background: CanvasText; forced-color-adjust: none; }
  .error { border-inline-start-color: CanvasText; }
  .chevron { border-color: CanvasText; }
  button[aria-disabled="true"] { color: GrayText; border-color: GrayText; }
}
`;

/** One sheet for all monitors. @type {CSSStyleSheet | undefined} */
let sheet;

/**
 * Constructed sheets need no `style-src 'unsafe-inline'`. Browsers without them (Safari before 16.4) get a style element.
 * @param {ShadowRoot} root
 */
export function adoptStyles(root) {
  if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
    if (sheet === undefined) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
    }
    root.adoptedStyleSheets = [sheet];
  } else {
    const style = document.createElement("style");
    style.textContent = CSS;
    /** @type {ShadowRoot} */ (root).append(style);
  }
}
