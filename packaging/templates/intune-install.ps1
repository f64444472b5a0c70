# %%{header}
# UNVERIFIED on Windows. Runs as the system account; running it again does no harm.
$ErrorActionPreference = 'Stop'
$extension = '%%{extension_id}'
$hostName = '%%{host_name}'
$directory = Join-Path $env:ProgramData 'Workglass'
$utf8 = New-Object System.Text.UTF8Encoding $false
# The 64-bit view, whichever PowerShell runs this.
$machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')

function Set-Value([string]$key, [string]$name, [string]$value) {
    $opened = $machine.CreateSubKey($key)
    try { $opened.SetValue($name, $value, 'String') } finally { $opened.Close() }
}

function Get-Value([string]$key, [string]$name) {
    $opened = $machine.OpenSubKey($key)
    if ($null -eq $opened) { return $null }
    try { return $opened.GetValue($name) } finally { $opened.Close() }
}

function Write-Text([string]$name, [string]$text) {
    [System.IO.File]::WriteAllText((Join-Path $directory $name), $text.Replace("`r`n", "`n") + "`n", $utf8)
}

function Set-NativeHost([string]$hosts, [string]$manifest) {
    Set-Value "$hosts\$hostName" '' (Join-Path $directory $manifest)
}

function Set-Browser([string]$policies, [string]$hosts, [string]$settings) {
    $others = Get-Value $policies 'ExtensionSettings'
    if ($others) {
        $merged = $others | ConvertFrom-Json
        $merged.PSObject.Properties.Remove($extension)
        if (@($merged.PSObject.Properties).Count -gt 0) {
            $ours = ($settings | ConvertFrom-Json).$extension
            $merged | Add-Member -NotePropertyName $extension -NotePropertyValue $ours
            $settings = $merged | ConvertTo-Json -Depth 20 -Compress
        }
    }
    Set-Value $policies 'ExtensionSettings' $settings
    Set-Value "$policies\3rdparty\extensions\$extension\policy" 'policy' $signed
    Set-NativeHost $hosts "$hostName.json"
}

# Whoever made the directory first would own it: administrators take it, users may read.
New-Item -ItemType Directory -Force -Path $directory | Out-Null
icacls $directory /setowner '*S-1-5-32-544' /T /Q | Out-Null
icacls $directory /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-545:(OI)(CI)RX' /Q | Out-Null

$signed = @'
%%{signed_policy}'@.Replace("`r`n", "`n") + "`n"
[System.IO.File]::WriteAllText((Join-Path $directory 'policy.signed'), $signed, $utf8)
%%{files}
%%{browsers}
