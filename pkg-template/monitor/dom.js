// @ts-check
// Creates and updates nodes. Data becomes text or attribute values and is never parsed as markup, which also satisfies
// `require-trusted-types-for 'script'`. Unchanged values are not written, so the browser has nothing to lay out again.

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value);
  node.append(...children);
  return node;
}

/**
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * @param {Element} node
 * @param {string} name
 * @param {string | undefined} value undefined takes the attribute away
 */
export function setAttribute(node, name, value) {
  if (value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/**
 * @param {HTMLElement} node
 * @param {boolean} shown
 */
export function show(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}

/**
 * A button that can be disabled but keeps keyboard focus, which `disabled` would remove.
 * @param {string} label
 * @param {() => void} press
 * @param {Record<string, string>} [attributes]
 */
export function button(label, press, attributes = {}) {
  const node = make("button", { type: "button", part: "button", ...attributes }, label);
  node.addEventListener("click", () => {
    if (!isDisabled(node)) press();
  });
  return node;
}

/** @param {Element} node */
const isDisabled = (node) => node.getAttribute("aria-disabled") === "true";

/**
 * @param {Element} node
 * @param {boolean} disabled
 */
export function setDisabled(node, disabled) {
  setAttribute(node, "aria-disabled", disabled ? "true" : undefined);
}

/** Strokes on a 16 by 16 grid. */
const ICONS = {
  check: "M3.5 8.5l3 3 6-7",
  clock: "M8 4v4l2.5 2M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 0 0 0-12.5",
  arrows: "M13.25 6.5A5.5 5.5 0 0 0 3.5 5M3 2.25V5.25H6M2.75 9.5A5.5 5.5 0 0 0 12.5 11M13 13.75v-3h-3",
  cross: "M4 4l8 8M12 4l-8 8",
  alert: "M8 2L1.75 13.5h12.5L8 2M8 6.5v3M8 11.4v.2",
  dash: "M4 8h8",
  person: "M8 8.25a2.75 2.75 0 1 0 0-5.5a2.75 2.75 0 0 0 0 5.5M2.75 13.75a5.25 5.25 0 0 1 10.5 0",
  branch: "M3 8h4l5-4.5M7 8l5 4.5M9 3.25h3.25V6.5M9 12.75h3.25V9.5",
};

/** @typedef {keyof typeof ICONS} IconName */

/** An icon that repeats the meaning of a word beside it. */
export class Icon {
  #path = document.createElementNS(SVG, "path");
  node = document.createElementNS(SVG, "svg");

  /** @param {IconName} [name] */
  constructor(name) {
    this.node.setAttribute("viewBox", "0 0 16 16");
    this.node.setAttribute("aria-hidden", "true");
    this.node.setAttribute("class", "icon");
    this.node.append(this.#path);
    if (name !== undefined) this.set(name);
  }

  /** @param {IconName} name */
  set(name) {
    setAttribute(this.#path, "d", ICONS[name]);
    setAttribute(this.node, "data-icon", name);
  }
}
