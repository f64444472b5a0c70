# %%{header}
# UNVERIFIED on Windows. Browsers then remove the extension; sealed records stay with their users.
$ErrorActionPreference = 'Stop'
$extension = '%%{extension_id}'
$hostName = '%%{host_name}'
$machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')

function Remove-NativeHost([string]$hosts) {
    $machine.DeleteSubKeyTree("$hosts\$hostName", $false)
}

function Remove-Browser([string]$policies, [string]$hosts) {
    $opened = $machine.OpenSubKey($policies, $true)
    if ($null -ne $opened) {
        $settings = $opened.GetValue('ExtensionSettings')
        if ($settings) {
            $left = $settings | ConvertFrom-Json
            $left.PSObject.Properties.Remove($extension)
            if (@($left.PSObject.Properties).Count -eq 0) {
                $opened.DeleteValue('ExtensionSettings', $false)
            } else {
                $opened.SetValue('ExtensionSettings', ($left | ConvertTo-Json -Depth 20 -Compress), 'String')
            }
        }
        $opened.Close()
    }
    $machine.DeleteSubKeyTree("$policies\3rdparty\extensions\$extension", $false)
    Remove-NativeHost $hosts
}

%%{browsers}
$directory = Join-Path $env:ProgramData 'Workglass'
foreach ($name in 'policy.signed', 'policy-key.json', "$hostName.json", "$hostName.firefox.json") {
    Remove-Item -Force -ErrorAction SilentlyContinue (Join-Path $directory $name)
}
