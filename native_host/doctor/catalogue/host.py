"""Findings about the host itself and its version. Pure."""

from __future__ import annotations

from native_host.doctor.catalogue.meaning import Meaning

HOST = {
    "host-good": Meaning("host", "ok", "The host starts and answers."),
    "host-not-tried": Meaning(
        "host",
        "info",
        "The host was not started: its interpreter is not on this computer.",
        "Run the doctor on the device itself.",
    ),
    "host-not-started": Meaning(
        "host",
        "error",
        "The host ends at once or cannot be started.",
        "Install Workglass in the interpreter that the launcher names.",
    ),
    "host-silent": Meaning(
        "host",
        "error",
        "The host starts and gives no answer that a browser would understand.",
        "Run the launcher by hand and look at what it prints.",
    ),
    "protocol-differs": Meaning(
        "host",
        "error",
        "The host speaks another version of the protocol than this command.",
        "Update the older one; remove what is left of another installation.",
    ),
    "versions-good": Meaning("host", "ok", "Host and extension are of the same version."),
    "versions-differ": Meaning(
        "host",
        "warning",
        "Host, extension and this command are not of one version.",
        "Finish the update, and start the browser again.",
    ),
    "host-refused": Meaning(
        "host",
        "warning",
        "The host refused the browser the last time it was asked.",
        "What the sentence says; it goes away with the next session.",
    ),
    "personal-key-unusable": Meaning(
        "host",
        "error",
        "The person's own key cannot be used, so nothing is sealed.",
        "Import it again on My data, or remove personal-key.json.",
    ),
    "leftover-versions": Meaning(
        "host",
        "warning",
        "Directories of several versions that nothing starts any more are left.",
        "Remove them; the one before the current may stay for browsers that are still running.",
    ),
    "probe-failed": Meaning(
        "host",
        "warning",
        "A part of the examination failed itself; the others are not affected.",
        "Run it again as root, with WORKGLASS_DEBUG=1 to see where it failed.",
    ),
    "rights-untold": Meaning(
        "host",
        "info",
        "On Windows rights of files are not looked at.",
        "`icacls` shows them: nobody but administrators may write.",
    ),
    "host-other-policy": Meaning(
        "host",
        "error",
        "The host cannot use the policy that it was started with, though the one here is valid.",
        "Look at `--config` in the launcher; install again.",
    ),
    "run-by-root": Meaning(
        "host",
        "info",
        "Root examined its own store and profiles, not those of the people who work here.",
        "`sudo -u NAME workglass doctor` for each of them.",
    ),
}
