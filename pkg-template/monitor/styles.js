// @ts-check
// The look. A page can change it by custom properties `--token-monitor-…` and by parts.

// Our own names are set inside: on the host they would shadow properties of the same name that the page sets there.
const LIGHT = `
  --_surface: var(--token-monitor-surface, #ffffff);
  --_text: var(--token-monitor-text, #1a1d29);
  --_quiet: var(--token-monitor-quiet, #5a6072);
  --_line: var(--token-monitor-line, #e1e4ec);
  --_edge: var(--token-monitor-edge, #878ea1);
  --_track: var(--token-monitor-track, #e6e8f1);
  --_accent: var(--token-monitor-accent, #3f4ac8);
  --_good: var(--token-monitor-good, #11704a);
  --_busy: var(--token-monitor-busy, #8a5200);
  --_bad: var(--token-monitor-bad, #b3261e);`;

const DARK = `
  --_surface: var(--token-monitor-surface, #171a24);
  --_text: var(--token-monitor-text, #e8eaf2);
  --_quiet: var(--token-monitor-quiet, #a3a9bc);
  --_line: var(--token-monitor-line, #2b3040);
  --_edge: var(--token-monitor-edge, #6d7489);
  --_track: var(--token-monitor-track, #2a2f40);
  --_accent: var(--token-monitor-accent, #97a1ff);
  --_good: var(--token-monitor-good, #6ed5a4);
  --_busy: var(--token-monitor-busy, #ffc26e);
  --_bad: var(--token-monitor-bad, #ff9d95);`;

const CSS = `
:host { display: block; container-type: inline-size; color-scheme: light; }
.monitor {
  ${LIGHT}
  --_radius: var(--token-monitor-radius, 14px);
  --_space: var(--token-monitor-space, 1.25rem);
  position: relative;
  overflow: hidden;
  background: var(--_surface);
  border: 1px solid var(--_line);
  border-radius: var(--_radius);
  color: var(--_text);
  font: var(--token-monitor-font, .9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif);
  font-variant-numeric: tabular-nums;
  text-align: start;
}
@media (prefers-color-scheme: dark) {
  :host(:not([theme="light"])) { color-scheme: dark; }
  :host(:not([theme="light"])) .monitor { ${DARK} }
}
:host([theme="dark"]) { color-scheme: dark; }
:host([theme="dark"]) .monitor { ${DARK} }
:host([hidden]), [hidden] { display: none !important; }

*, *::before, *::after { box-sizing: border-box; }
h2, h3, p, dl, dd, ol, ul { margin: 0; padding: 0; }
ol, ul { list-style: none; }
h2, h3 { font-size: inherit; line-height: 1.3; }
.quiet, dt { color: var(--_quiet); }
.only-heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.icon { flex: none; width: 1em; height: 1em; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }

[data-tone="good"] { --_tone: var(--_good); }
[data-tone="work"] { --_tone: var(--_accent); }
[data-tone="busy"] { --_tone: var(--_busy); }
[data-tone="bad"] { --_tone: var(--_bad); }
[data-tone="quiet"] { --_tone: var(--_quiet); }


/* Head */

.summary { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; padding: var(--_space); }
.summary h2 { font-size: 1.125em; font-weight: 650; letter-spacing: -.01em; }
.summary > button { margin-inline-start: auto; }
.overall { display: flex; flex-wrap: wrap; gap: 0 1.25rem; width: 100%; font-size: .9333em; }
.storage[data-tone] { color: var(--_tone); font-weight: 600; }
.summary .feedback, .notice { width: 100%; }
.notice { color: var(--_quiet); }

.badge {
  display: inline-flex; align-items: center; gap: .4em;
  padding: .1em .65em .1em .5em;
  border: 1px solid color-mix(in srgb, var(--_tone) 45%, transparent);
  border-radius: 99px;
  background: color-mix(in srgb, var(--_tone) 9%, transparent);
  color: var(--_tone);
  font-size: .8667em; font-weight: 600; white-space: nowrap;
}

/* Providers */

.filter { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; padding: 0 var(--_space) var(--_space); }
.filter input[type="search"] {
  flex: 1 1 12rem; min-width: 0; max-width: 22rem; min-height: 2.25rem; padding: .25rem .75rem;
  border: 1px solid var(--_edge); border-radius: 8px; background: transparent; color: inherit; font: inherit;
}
.filter ::placeholder { color: var(--_quiet); opacity: 1; }
.check { display: inline-flex; align-items: center; gap: .5rem; min-height: 2.25rem; cursor: pointer; }
.check input { width: 1.05rem; height: 1.05rem; margin: 0; accent-color: var(--_accent); }
.filter > .quiet { margin-inline-start: auto; }
.none { padding: 0 var(--_space) var(--_space); }
.more { margin: 0 var(--_space) var(--_space); }

.provider { padding: calc(var(--_space) * .8) var(--_space); border-top: 1px solid var(--_line); }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; }
.title { min-width: 0; font-weight: 600; }
.left { margin-inline-start: auto; font-weight: 600; }
[data-tone="quiet"] .left { color: var(--_quiet); font-weight: 400; }

.opener {
  display: flex; align-items: center; gap: .55rem; max-width: 100%; min-height: 2rem; padding: 0;
  border: 0; background: none; color: inherit; font: inherit; text-align: start;
}
.name { overflow-wrap: anywhere; }
.chevron { flex: none; width: .5em; height: .5em; border: solid var(--_quiet); border-width: 0 2px 2px 0; rotate: -45deg; transition: rotate .15s; }
.opener[aria-expanded="true"] .chevron { rotate: 45deg; translate: 0 -15%; }

.bar { position: relative; height: 8px; margin-block: .5rem .25rem; border-radius: 99px; background: var(--_track); overflow: hidden; }
.fill {
  height: 100%; border-radius: inherit; background: var(--_accent);
  transform: scaleX(0); transform-origin: left; transition: transform 1s linear;
}
.fill:dir(rtl) { transform-origin: right; }
[data-tone="busy"] .fill { background: var(--_busy); }
[data-tone="bad"] .fill { background: var(--_bad); }
.mark { position: absolute; inset-block: 0; width: 3px; margin-inline-start: -1.5px; background: var(--_surface); }

/* A row that is closed is one line. */
@container (min-width: 34.01rem) {
  .provider[data-open="false"] { display: grid; grid-template-columns: minmax(0, 1fr) minmax(6rem, 30%); column-gap: 1rem; align-items: center; padding-block: .35rem; }
  .provider[data-open="false"] > .bar { margin-block: 0; }
  .provider[data-open="false"] > .error { grid-column: 1 / -1; margin-block: .25rem .5rem; }
}

.error { display: flex; gap: .6rem; margin-top: .6rem; padding: .6rem .75rem; border-inline-start: 3px solid var(--_tone); border-radius: 6px; background: color-mix(in srgb, var(--_tone) 8%, transparent); }
.error > .icon { margin-top: .25em; color: var(--_tone); }
.error-text { min-width: 0; font-size: .9333em; overflow-wrap: anywhere; }
.error[data-tone="bad"] strong { color: var(--_tone); }
.code { padding: .05em .4em; border: 1px solid var(--_line); border-radius: 5px; background: var(--_surface); font: .9em ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace; }

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
.feedback[data-tone] { color: var(--_tone); }
.feedback:empty { display: none; }

button { cursor: pointer; }
button[part="button"] {
  min-height: 2.125rem; padding: .2rem .8rem;
  border: 1px solid color-mix(in srgb, var(--_edge) 70%, transparent); border-radius: 8px;
  background: transparent; color: inherit; font: inherit; font-size: .9333em; font-weight: 550;
}
button[part="button"]:hover { border-color: var(--_accent); color: var(--_accent); }
button[aria-disabled="true"], button[aria-disabled="true"]:hover { border-color: var(--_line); color: var(--_quiet); cursor: progress; }
:is(button, input, ol):focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }

/* History */

.history { padding: var(--_space); border-top: 1px solid var(--_line); }
.history h3 { margin-bottom: .4rem; font-weight: 600; }
.events { max-height: var(--token-monitor-history-height, 16rem); overflow-y: auto; border-radius: 4px; font-size: .9333em; }
.event { display: grid; grid-template-columns: minmax(4.5rem, max-content) 9rem minmax(5rem, 9rem) minmax(0, 1fr); gap: 0 .9rem; padding: .35rem 0; border-top: 1px solid var(--_line); }
.event:first-child { border-top: 0; }
.event time, .event-reason { color: var(--_quiet); }
.event-name { display: inline-flex; align-items: baseline; gap: .4em; color: var(--_tone); font-weight: 600; }
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
