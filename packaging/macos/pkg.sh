#!/bin/sh
# UNVERIFIED on macOS. Makes a .pkg of a ring: host, manifests, signed policy. Run on macOS, with the
# developer tools, in a checkout after `make build/packages.stamp`:
#
#   sh packaging/macos/pkg.sh RENDERED RING VERSION OUT [IDENTITY]
#
# RENDERED is what `workglass deploy render` wrote, VERSION that of this checkout, IDENTITY the name of
# a "Developer ID Installer" certificate: without one the package is not signed. The profile
# (macos/RING/workglass.mobileconfig) is no part of it: it goes through the MDM.
set -eu
[ $# -ge 4 ] || { sed -n '5p' "$0" >&2; exit 64; }
rendered=$1 ring=$2 version=$3 out=$4 identity=${5:-}
checkout=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
place="Library/Application Support/Workglass"

mkdir -p "$work/root" "$work/scripts" "$out"
cp -R "$rendered/macos/$ring/root/." "$work/root/"

# The host, as packers.freeze does it for Linux, in a directory of its version.
PYTHONPATH="$checkout/packaging" "$checkout/build/packages-venv/bin/python" - "$work/freeze" <<'PYTHON'
import sys
from pathlib import Path
from packers.freeze import freeze
from packers.places import source_time
freeze(Path(sys.argv[1]), source_time())
PYTHON
mkdir -p "$work/root/$place/$version" "$work/root/$place/bin"
cp -R "$work/freeze/dist/workglass/." "$work/root/$place/$version/"
cat >"$work/root/$place/bin/workglass-host" <<SH
#!/bin/sh
exec "/$place/$version/workglass" host "\$@"
SH
chmod 0755 "$work/root/$place/bin/workglass-host"
find "$work/root" -type d -exec chmod 0755 {} +
find "$work/root" -type f -name '*.json' -exec chmod 0644 {} +

# An older version stays until no host runs out of it any more; the one before the last goes.
cat >"$work/scripts/postinstall" <<SH
#!/bin/sh
cd "/$place" || exit 0
for old in [0-9]*; do
    [ "\$old" = "$version" ] || [ ! -d "\$old" ] || pgrep -f "/$place/\$old/workglass" >/dev/null ||
        rm -rf "/$place/\$old"
done
exit 0
SH
chmod 0755 "$work/scripts/postinstall"

pkgbuild --root "$work/root" --scripts "$work/scripts" --identifier com.workglass.$ring \
    --version "$version" --ownership recommended --install-location / "$work/component.pkg"
if [ -n "$identity" ]; then
    productbuild --package "$work/component.pkg" --sign "$identity" "$out/workglass-$ring-$version.pkg"
else
    productbuild --package "$work/component.pkg" "$out/workglass-$ring-$version.pkg"
fi
echo "$out/workglass-$ring-$version.pkg"
