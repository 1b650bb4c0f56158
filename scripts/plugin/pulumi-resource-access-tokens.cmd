@"%~dp0node.exe" "%~dp0start.cjs" %*
