@echo off
rem Installs the Holdfast host from this folder. install --help tells what can be chosen.
rem Unpacking has checked each file: a zip has a sum of every one.
setlocal DisableDelayedExpansion
set "NODE_OPTIONS="
set "NODE_PATH="
set "NODE_EXTRA_CA_CERTS="
if not exist "%~dp0host\node.exe" (
  echo install: Files are missing beside this script. Nothing was installed. Unpack the whole archive first. 1>&2
  exit /b 1
)
"%~dp0host\node.exe" --version >nul
if errorlevel 1 (
  echo install: This archive is for @PLATFORM@-@ARCH@, and its program does not start here. Nothing was installed. 1>&2
  exit /b 1
)
"%~dp0host\node.exe" "%~dp0host\cli.mjs" install %*
exit /b %ERRORLEVEL%
