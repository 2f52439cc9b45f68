#!/bin/sh
# Starts Waybill: the window, or a command, which needs no display. The program itself is `waybill-app` beside this file.
set -u
here=$(dirname "$(readlink -f "$0")")
unset ELECTRON_RUN_AS_NODE

# The first word that isn't the profile decides between command and window, as in electron/cli/command-names.ts.
command=no
skip=no
for word in "$@"; do
  if [ "$skip" = yes ]; then skip=no; continue; fi
  case $word in
    --profile) skip=yes; continue ;;
    --profile=*) continue ;;
    services|destinations|upload|run|queue|history|retry|cancel|resolve|download|delete|practice|help) command=yes ;;
    --help|-h|--version|-V) command=yes ;;
  esac
  break
done

setting() {
  if [ -r "/proc/sys/$1" ]; then cat "/proc/sys/$1"; fi
}

# Chromium's sandbox stands on user namespaces, or on its helper when root owns it and it is setuid.
has_sandbox() {
  if [ -u "$here/chrome-sandbox" ] && [ "$(stat -c %u "$here/chrome-sandbox")" = 0 ]; then return 0; fi
  [ "$(setting kernel/unprivileged_userns_clone)" != 0 ] &&
    [ "$(setting user/max_user_namespaces)" != 0 ] &&
    [ "$(setting kernel/apparmor_restrict_unprivileged_userns)" != 1 ]
}

# Ends with 2 and says why: on the terminal, or in a window when the start came from a menu.
refuse() {
  printf 'waybill: %s\n' "$1" >&2
  if [ ! -t 2 ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    if command -v zenity >/dev/null; then
      zenity --error --no-markup --title=Waybill --text="$1" >/dev/null 2>&1 &
    elif command -v kdialog >/dev/null; then
      kdialog --title Waybill --error "$1" >/dev/null 2>&1 &
    fi
  fi
  exit 2
}

sandbox=
if [ "$(id -u)" = 0 ]; then
  # Chromium has no sandbox for root. A command shows no page, so it may do without; a window may not.
  if [ "$command" = no ]; then
    refuse "the window does not open for root: pictures of strangers are decoded in Chromium's sandbox, which root can't have.
Start it as another user. Commands such as \`waybill upload\` run for root too."
  fi
  sandbox=--no-sandbox
elif ! has_sandbox; then
  # Ubuntu 24.04 and others keep user namespaces from programs that no package installed.
  why="this system doesn't let Waybill make the sandbox in which it decodes pictures of strangers."
  if [ -n "${APPIMAGE:-}" ]; then
    refuse "$why
An AppImage can't bring its own. Install the .deb or .rpm, or unpack the .tar.gz and start it from there."
  fi
  refuse "$why
Allow it once and start it again:
sudo chown root:root '$here/chrome-sandbox' && sudo chmod 4755 '$here/chrome-sandbox'"
fi

# Chromium turns names with letters beyond ASCII into paths by the locale; a bare service or container names none.
if [ -z "${LC_ALL:-}${LC_CTYPE:-}${LANG:-}" ]; then export LC_CTYPE=C.UTF-8; fi

# What follows `--` is Waybill's alone: Chromium reads no switch of its own out of it.
if [ "$command" = yes ]; then
  exec "$here/waybill-app" $sandbox --ozone-platform=headless --disable-gpu --log-level=3 --waybill-words -- "$@"
fi
if [ -z "${DISPLAY:-}" ] && [ -n "${WAYLAND_DISPLAY:-}" ]; then
  exec "$here/waybill-app" --ozone-platform=wayland --log-level=3 --waybill-words -- "$@"
fi
exec "$here/waybill-app" --log-level=3 --waybill-words -- "$@"
