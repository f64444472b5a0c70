"""What Windows is given: registry files, scripts for Intune, templates for group policies. Pure.

UNVERIFIED on Windows. The scripts add our entry to an `ExtensionSettings` that is there already;
a registry file replaces it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import Template
from xml.sax.saxutils import escape

from native_host.deploy.browsers import (
    CHROMIUMS,
    FIREFOX_WINDOWS_HOSTS,
    WINDOWS_CONFIG,
    Browser,
)
from native_host.installation import HOST_NAME

MANIFEST = rf"{WINDOWS_CONFIG}\{HOST_NAME}.json"
FIREFOX_MANIFEST = rf"{WINDOWS_CONFIG}\{HOST_NAME}.firefox.json"
INTUNE_BYTES = 200_000  # Intune takes no larger script
_APOSTROPHE = "'"
_LINE = 25  # bytes of a hex value in a line, as regedit breaks them
_BOM = b"\xef\xbb\xbf"  # PowerShell 5 reads a script without one in the old code page


class ScriptTemplate(Template):
    """A template of PowerShell, where $ is the language's own."""

    delimiter = "%%"


@dataclass(frozen=True, slots=True)
class Settings:
    """What one browser is given."""

    browser: Browser
    extension_settings: str
    signed_policy: str
    extension_id: str


def write_registry(header: str, settings: Settings) -> bytes:
    """Return the registry file of a browser."""
    browser = settings.browser
    storage = rf"{browser.windows_policies}\3rdparty\extensions\{settings.extension_id}\policy"
    lines = ["Windows Registry Editor Version 5.00", "", f"; {header}"]
    lines += [
        "; It replaces other entries of ExtensionSettings: merge them, or use install.ps1.",
        "",
    ]
    lines += [rf"[HKEY_LOCAL_MACHINE\{browser.windows_policies}]"]
    lines += [f'"ExtensionSettings"="{_quote(settings.extension_settings)}"', ""]
    # The signed text has two lines, which a quoted value cannot hold.
    lines += [rf"[HKEY_LOCAL_MACHINE\{storage}]", f'"policy"=hex(1):{_hex(settings.signed_policy)}']
    lines += ["", rf"[HKEY_LOCAL_MACHINE\{browser.windows_hosts}\{HOST_NAME}]"]
    lines += [f'@="{_quote(MANIFEST)}"', ""]
    return "\r\n".join(lines).encode("utf-16")


def write_script(
    template: str,
    header: str,
    browsers: Sequence[Settings],
    files: dict[str, str],
    *,
    firefox: bool,
) -> bytes:
    """Return a script that installs everything, for Intune or any tool that runs PowerShell.

    Args:
        template: the script with its blanks.
        header: how it was made.
        browsers: what each browser is given.
        files: texts of the files beside the policy, by name.
        firefox: whether Firefox is registered as well.
    """
    first = browsers[0]
    calls = [
        f"Set-Browser '{each.browser.windows_policies}' '{each.browser.windows_hosts}' "
        f"'{each.extension_settings.replace(_APOSTROPHE, _APOSTROPHE * 2)}'"
        for each in browsers
    ]
    if firefox:
        calls.append(f"Set-NativeHost '{FIREFOX_WINDOWS_HOSTS}' '{HOST_NAME}.firefox.json'")
    writes = [f"Write-Text '{name}' @'\n{text}'@" for name, text in sorted(files.items())]
    return _finish(template, header, first, calls, writes)


def write_removal(template: str, header: str, extension_id: str) -> bytes:
    """Return the script that takes away what the other one has put there."""
    calls = [
        f"Remove-Browser '{each.windows_policies}' '{each.windows_hosts}'" for each in CHROMIUMS
    ]
    calls.append(f"Remove-NativeHost '{FIREFOX_WINDOWS_HOSTS}'")
    text = ScriptTemplate(template).substitute(
        header=header, extension_id=extension_id, host_name=HOST_NAME, browsers="\n".join(calls)
    )
    return _BOM + text.replace("\n", "\r\n").encode()


def _finish(
    template: str, header: str, first: Settings, calls: list[str], writes: list[str]
) -> bytes:
    text = ScriptTemplate(template).substitute(
        header=header,
        extension_id=first.extension_id,
        host_name=HOST_NAME,
        signed_policy=first.signed_policy,
        files="\n".join(writes),
        browsers="\n".join(calls),
    )
    return _BOM + text.replace("\n", "\r\n").encode()


def write_admx(header: str, revision: int) -> str:
    """Return group-policy definitions: what their boxes of one line can say."""
    policies = "".join(_define(browser) for browser in CHROMIUMS)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!-- {escape(header)} -->
<policyDefinitions revision="{revision}.0" schemaVersion="1.0" \
xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions">
  <policyNamespaces>
    <target prefix="workglass" namespace="Workglass.Policies"/>
    <using prefix="windows" namespace="Microsoft.Policies.Windows"/>
  </policyNamespaces>
  <resources minRequiredRevision="{revision}.0"/>
  <supportedOn>
    <definitions>
      <definition name="SUPPORTED" displayName="$(string.SUPPORTED)"/>
    </definitions>
  </supportedOn>
  <categories>
    <category name="Workglass" displayName="$(string.Workglass)"/>
  </categories>
  <policies>
{policies}  </policies>
</policyDefinitions>
"""


def _define(browser: Browser) -> str:
    key, name = escape(browser.windows_policies), browser.name
    return f"""\
    <policy name="{name}_extension" class="Machine" displayName="$(string.{name}_extension)" \
explainText="$(string.extension_help)" presentation="$(presentation.{name}_extension)" key="{key}">
      <parentCategory ref="Workglass"/>
      <supportedOn ref="SUPPORTED"/>
      <elements>
        <text id="{name}_settings" valueName="ExtensionSettings" required="true" \
maxLength="1000000"/>
      </elements>
    </policy>
    <policy name="{name}_hosts" class="Machine" displayName="$(string.{name}_hosts)" \
explainText="$(string.hosts_help)" key="{key}" valueName="NativeMessagingUserLevelHosts">
      <parentCategory ref="Workglass"/>
      <supportedOn ref="SUPPORTED"/>
      <enabledValue><decimal value="0"/></enabledValue>
      <disabledValue><decimal value="1"/></disabledValue>
    </policy>
"""


def write_adml(header: str, revision: int, settings_of: Callable[[Browser], str]) -> str:
    """Return the English words for the group-policy definitions."""
    strings = "".join(
        f'      <string id="{each.name}_extension">Install the extension in {each.title}</string>\n'
        f'      <string id="{each.name}_hosts">{each.title}: hosts of the machine only</string>\n'
        for each in CHROMIUMS
    )
    presentations = "".join(
        f'      <presentation id="{each.name}_extension">\n'
        f'        <textBox refId="{each.name}_settings">\n'
        f"          <label>ExtensionSettings</label>\n"
        f"          <defaultValue>{escape(settings_of(each))}</defaultValue>\n"
        f"        </textBox>\n"
        f"      </presentation>\n"
        for each in CHROMIUMS
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!-- {escape(header)} -->
<policyDefinitionResources revision="{revision}.0" schemaVersion="1.0" \
xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions">
  <displayName>Workglass</displayName>
  <description>Workglass in browsers of Chromium's family</description>
  <resources>
    <stringTable>
      <string id="Workglass">Workglass</string>
      <string id="SUPPORTED">Windows 10 and later, with a browser of Chromium 137 or later</string>
      <string id="extension_help">Installs the extension and holds it to the sites of the policy. \
It replaces other entries of ExtensionSettings. The signed policy has two lines, which no box of a \
group policy takes: install.ps1 or the registry file puts it in place.</string>
      <string id="hosts_help">Browsers start only native hosts that an administrator has \
registered, so that no user can put another in the place of ours.</string>
{strings}    </stringTable>
    <presentationTable>
{presentations}    </presentationTable>
  </resources>
</policyDefinitionResources>
"""


def compact(value: object) -> str:
    """Return JSON on one line, in ASCII, as a registry value takes it."""
    return json.dumps(value, separators=(",", ":"))


def _quote(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _hex(text: str) -> str:
    octets = [f"{octet:02x}" for octet in (text + "\0").encode("utf-16-le")]
    parts = [octets[at : at + _LINE] for at in range(0, len(octets), _LINE)]
    return ",\\\r\n  ".join(",".join(part) for part in parts)
