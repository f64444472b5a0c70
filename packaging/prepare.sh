#!/bin/sh
# Install what demo and tests need from the system, if it is not there: a browser and a screen for it.
# With the word tesseract also what reads pictures for the leak report; with firefox Firefox ESR; with
# packages what builds packages; with clean-room what tries them out in a fresh Debian and in a
# Windows that is none.
set -eu

missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }

need chromium chromium
need Xvfb xvfb
need xdotool xdotool
need openssl openssl
need unshare util-linux
need strace strace
python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
# Playwright brings a Node of its own, and that one needs libatomic.
ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || missing="$missing libatomic1"
[ "${1:-}" != tesseract ] || need tesseract "tesseract-ocr tesseract-ocr-eng"
[ "${1:-}" != firefox ] || need firefox-esr firefox-esr
if [ "${1:-}" = packages ] || [ "${1:-}" = clean-room ]; then
    need rpmbuild rpm
    need wixl wixl
    need msiinfo msitools
    need objdump binutils
    # What freezes the host takes the interpreter as a library; that of Debian is a package by itself.
    library=$(python3 -c 'import sysconfig; print(sysconfig.get_config_var("INSTSONAME"))')
    [ "$(command -v python3)" != /usr/bin/python3 ] || /sbin/ldconfig -p | grep -q "$library" ||
        missing="$missing ${library%%.so*}"
fi
if [ "${1:-}" = clean-room ]; then
    need debootstrap debootstrap
    need setpriv util-linux
    need wine "wine wine64"
fi
[ -d /usr/share/fonts/truetype/dejavu ] || missing="$missing fonts-dejavu-core"

[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "These are needed and there is no apt-get to install them:$missing" >&2
    exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "Run as root: apt-get install$missing" >&2
        exit 1
    fi
    as_root="sudo"
fi
echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q >/dev/null
# shellcheck disable=SC2086  # a list of packages
$as_root apt-get install -q -y --no-install-recommends $missing >/dev/null
