"""Findings about native-messaging manifests and what they start. Pure."""

from __future__ import annotations

from native_host.doctor.catalogue.meaning import Meaning

_INSTALL = "Install the packages again, or run `workglass install --machine` as before."
MANIFEST = {
    "manifest-good": Meaning("manifest", "ok", "The browser finds and may start the host."),
    "manifest-missing": Meaning(
        "manifest", "error", "The browser cannot find the host: there is no manifest.", _INSTALL
    ),
    "manifest-broken": Meaning(
        "manifest",
        "error",
        "The manifest is no JSON, or its name, type or path is not as browsers need it.",
        _INSTALL,
    ),
    "manifest-rights": Meaning(
        "manifest",
        "error",
        "Others than the administrator can change the manifest, or the person cannot read it.",
        "`chown root FILE; chmod 644 FILE`; its directory `chmod 755`.",
    ),
    "manifest-origin": Meaning(
        "manifest",
        "error",
        "The manifest does not allow the extension that the policy installs.",
        "Install again with that extension's id.",
    ),
    "launcher-missing": Meaning(
        "manifest", "error", "The manifest names a program that is not there.", _INSTALL
    ),
    "launcher-not-executable": Meaning(
        "manifest", "error", "The program of the manifest cannot be run.", "`chmod 755 FILE`."
    ),
    "launcher-rights": Meaning(
        "manifest",
        "error",
        "Others than the administrator can change the program that browsers start.",
        "`chown root FILE; chmod 755 FILE`; its directory `chmod 755`.",
    ),
    "manifest-shadowed": Meaning(
        "manifest",
        "error",
        "A manifest in the person's own files hides the machine's: the browser starts another "
        "program and hands it what is recorded.",
        'Remove the file; the policy "NativeMessagingUserLevelHosts": false makes it harmless.',
    ),
    "shadow-ignored": Meaning(
        "manifest",
        "info",
        "A manifest in the person's own files is ignored, as the policy says.",
        "Remove the file.",
    ),
    "leftover-manifest": Meaning(
        "manifest",
        "warning",
        "A manifest is here and no policy for the host: something was not taken away.",
        "Run `workglass uninstall --machine`, or install the policy.",
    ),
}
