#!/bin/sh
# UNVERIFIED on macOS. Takes away what pkg.sh has installed, as root; the MDM removes the profile. Sealed
# records stay in the homes of the people: `workglass purge --confirm` before, as each of them.
set -eu
place="/Library/Application Support/Workglass"
for package in $(pkgutil --pkgs='com\.workglass\..*'); do
    pkgutil --only-files --files "$package" | while IFS= read -r file; do rm -f "/$file"; done
    pkgutil --forget "$package"
done
pkill -TERM -f "$place/.*/workglass host" || :
rm -rf "$place"
