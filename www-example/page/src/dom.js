// The few DOM helpers that every part of the page uses.

export function byId(id) {
  return document.getElementById(id);
}

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export function timeOf(epochMs) {
  return epochMs === undefined ? "–" : time.format(epochMs);
}

/** Runs `work` when the button is pressed. Until it is done the button is busy, and further presses do nothing. */
export function onPress(button, work) {
  button.addEventListener("click", async () => {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    try {
      await work();
    } finally {
      button.ariaBusy = "false";
    }
  });
}
