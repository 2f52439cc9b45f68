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

sandbox=
if [ "$(id -u)" = 0 ]; then
  # Chromium has no sandbox for root. A command shows no page, so it may do without; a window may not.
  if [ "$command" = no ]; then
    echo "waybill: the window does not open for root: pictures of strangers are decoded in Chromium's sandbox, which root can't have." >&2
    echo "Start it as another user. Commands such as \`waybill upload\` run for root too." >&2
    exit 2
  fi
  sandbox=--no-sandbox
elif ! has_sandbox; then
  echo "waybill: this system doesn't let Waybill make its sandbox. Allow it once and start it again:" >&2
  echo "sudo chown root:root '$here/chrome-sandbox' && sudo chmod 4755 '$here/chrome-sandbox'" >&2
  exit 2
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
