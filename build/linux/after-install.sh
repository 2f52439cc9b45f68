#!/bin/sh
# After the package was unpacked. electron-builder fills in the two names.
set -e
folder='/opt/${sanitizedProductName}'
ln -sf "$folder/${executable}" '/usr/bin/${executable}'
# Chromium's sandbox stands on user namespaces, which Ubuntu 24.04 and others keep from programs; its helper is the other way, and
# root's word for it is what the user gives by installing the package. Chrome does the same.
chown root:root "$folder/chrome-sandbox"
chmod 4755 "$folder/chrome-sandbox"
