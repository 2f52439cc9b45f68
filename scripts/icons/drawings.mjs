// The one source of every icon: the app's sign, a paper that travels with one line ticked off, as in the window.

/** The sign in a square of 20. */
const paper = "M4 2.5h12v14.2l-2-1.4-2 1.4-2-1.4-2 1.4-2-1.4-2 1.4z";
const tick = "M7 8.4l2.1 2.1L13.2 6.4";
const up = "M10 11.6V6.2M7.6 8.4L10 6l2.4 2.4";

/**
 * The app's icon: the paper on a calm ground, with the room around it that docks expect.
 * @returns {string}
 */
export function appIcon() {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">
  <defs>
    <linearGradient id="ground" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#3f6fe0"/><stop offset="1" stop-color="#1d46a8"/></linearGradient>
  </defs>
  <rect x="100" y="100" width="824" height="824" rx="186" fill="url(#ground)"/>
  <g transform="translate(192 184) scale(32)">
    <path d="${paper}" fill="#fff"/>
    <path d="M6.6 5.1h6.8M6.6 12.4h4.6" stroke="#b9c7ea" stroke-width=".9" stroke-linecap="round" fill="none"/>
    <path d="${tick}" transform="translate(0 .5)" stroke="#1d46a8" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" fill="none"/>
  </g>
</svg>`;
}

/**
 * An icon of the tray, in a square of 20. A template (macOS) has one colour, which the system replaces.
 * @param {"idle" | "progress" | "attention"} state
 * @param {{ template: boolean }} kind
 * @returns {string}
 */
export function trayIcon(state, { template }) {
  const body = template ? "#000" : "#3b6fe5";
  const line = `stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" fill="none"`;
  const inside = state === "progress" ? up : tick;
  // In a template the line is cut out of the paper, so that the sign works on any ground.
  const cut = `<mask id="cut"><rect width="20" height="20" fill="#fff"/><path d="${inside}" stroke="#000" ${line}/>${state === "attention" ? '<circle cx="15.4" cy="4.6" r="5.4" fill="#000"/>' : ""}</mask>`;
  const badge =
    state === "attention" ? `<circle cx="15.4" cy="4.6" r="4" fill="${template ? "#000" : "#e8590c"}"/>` : "";
  const bang =
    state === "attention"
      ? `<path d="M15.4 2.6v2.3M15.4 6.5v.1" stroke="#fff" stroke-width="1.3" stroke-linecap="round"/>`
      : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><defs>${cut}</defs><path d="${paper}" fill="${body}" mask="url(#cut)"/>${badge}${template ? "" : bang}</svg>`;
}
