"""Findings about the browser's managed policies and the host's policy. Pure."""

from __future__ import annotations

from native_host.doctor.catalogue.meaning import Meaning

_INSTALL = "Install the packages again, or run `workglass install --machine` as before."
_PACKAGE = "Make the package anew with `workglass package` and roll out its browser policy."
POLICY = {
    "not-installed": Meaning(
        "policy",
        "error",
        "Nothing of Workglass is set up on this computer.",
        "Follow packaging/ADMIN.md, or run `workglass install`.",
    ),
    "host-policy-good": Meaning("policy", "ok", "The host's policy is signed and valid."),
    "host-policy-missing": Meaning(
        "policy", "error", "The host has no policy; it refuses every browser.", _INSTALL
    ),
    "policy-key-missing": Meaning(
        "policy",
        "error",
        "The public policy key is missing or no key, so no policy can be trusted.",
        _INSTALL,
    ),
    "host-policy-invalid": Meaning(
        "policy",
        "error",
        "The host's policy is unsigned, changed, signed by another key or breaks a rule.",
        "Sign it again with `workglass policy sign` and install it.",
    ),
    "config-rights": Meaning(
        "policy",
        "error",
        "Others than the administrator can change the host's policy, or the person cannot read it.",
        "Give it to root, `chmod go-w,a+r FILE`; directories `chmod 755`.",
    ),
    "policy-on-hold": Meaning(
        "policy",
        "info",
        "The policy holds all recording.",
        "Roll out a policy with a higher version and `hold` false to go on.",
    ),
    "browser-policy-good": Meaning(
        "policy", "ok", "The browser's managed policies install the extension and limit its hosts."
    ),
    "policy-elsewhere": Meaning(
        "policy",
        "info",
        "The browser is managed from the cloud, which no file tells of.",
        "Look at chrome://policy in the browser.",
    ),
    "policy-file-broken": Meaning(
        "policy",
        "error",
        "A managed policy file is no JSON; the browser passes over all of it.",
        "Mend or remove the file.",
    ),
    "policy-rights": Meaning(
        "policy",
        "error",
        "A managed policy file cannot be read by everybody, or be changed by others.",
        "`chown root FILE; chmod 644 FILE`; its directory `chmod 755`.",
    ),
    "policy-overridden": Meaning(
        "policy",
        "error",
        "Another policy file replaces ours: of several that set ExtensionSettings the last by name "
        "counts alone, and browsers read every file of the directory, copies and backups too.",
        "Put the entries into one file, or set PolicyDictionaryMultipleSourceMergeList to "
        '["ExtensionSettings"].',
    ),
    "policy-collision": Meaning(
        "policy",
        "warning",
        "Several policy files give one key different values; the last by name counts.",
        "Keep each key in one file; remove copies and backups from the directory.",
    ),
    "extension-not-forced": Meaning(
        "policy",
        "error",
        "No managed policy makes the browser install the extension.",
        _PACKAGE,
    ),
    "update-url-wrong": Meaning(
        "policy",
        "error",
        "The browser is given no address to get the extension from.",
        _PACKAGE,
    ),
    "update-url-open": Meaning(
        "policy",
        "warning",
        "The extension comes over http: somebody on the way can hold back updates.",
        "Offer updates.xml over https and make the package anew.",
    ),
    "hosts-missing": Meaning(
        "policy",
        "error",
        "The browser keeps the extension off a site of the policy; it reads 100 entries of "
        "runtime_allowed_hosts.",
        _PACKAGE,
    ),
    "hosts-open": Meaning(
        "policy",
        "warning",
        "The browser does not limit the extension to the sites of the policy.",
        'Set "runtime_blocked_hosts": ["*://*"] for the extension; `workglass package` does.',
    ),
    "native-messaging-blocked": Meaning(
        "policy",
        "error",
        "A managed policy forbids the browser to start the host.",
        "Add com.workglass.host to NativeMessagingAllowlist.",
    ),
    "developer-tools-allowed": Meaning(
        "policy",
        "warning",
        "Developer tools may be used on the extension (DeveloperToolsAvailability is 1).",
        "Set DeveloperToolsAvailability to 0 or 2 outside of tests.",
    ),
    "managed-storage-missing": Meaning(
        "policy",
        "error",
        "The extension is installed by policy, but given no policy of its own.",
        _PACKAGE,
    ),
    "managed-policy-good": Meaning(
        "policy", "ok", "The extension is given the same signed policy as the host."
    ),
    "managed-policy-invalid": Meaning(
        "policy",
        "error",
        "What the extension is given is no policy signed with the installed key.",
        _PACKAGE,
    ),
    "policy-differs": Meaning(
        "policy",
        "error",
        "Extension and host are given different policies, so nothing is recorded.",
        "Roll out the newer policy to the side that is behind.",
    ),
    "policy-version-back": Meaning(
        "policy",
        "error",
        "The policy is older than one that was in force here; the host refuses it.",
        "Sign it with a higher version than the one that was in force.",
    ),
    "leftover-policy": Meaning(
        "policy",
        "error",
        "A managed policy installs the extension, and there is no host for it.",
        "Remove the file with `workglass uninstall --machine`, or install the host.",
    ),
}
