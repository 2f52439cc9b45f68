#!/bin/sh
# After the package's files are gone. An upgrade calls this as well (dpkg: upgrade, rpm: 1), and then the command stays.
set -e
case "$1" in
  remove | purge | 0)
    if [ "$(readlink '/usr/bin/${executable}')" = '/opt/${sanitizedProductName}/${executable}' ]; then
      rm -f '/usr/bin/${executable}'
    fi
    ;;
esac
