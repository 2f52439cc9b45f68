/**
 * The locale to add to an environment that names none. On Linux Chromium turns names with letters beyond ASCII into
 * paths by the locale; without one (a bare container, a service) such files could be named but not be dropped.
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} platform
 * @returns {NodeJS.ProcessEnv}
 */
export function missingLocale(environment, platform) {
  const named = environment["LC_ALL"] || environment["LC_CTYPE"] || environment["LANG"];
  return platform === "linux" && !named ? { LC_CTYPE: "C.UTF-8" } : {};
}
