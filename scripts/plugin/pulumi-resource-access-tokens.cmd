@"%~dp0node.exe" "%~dp0plugin.cjs" %*
