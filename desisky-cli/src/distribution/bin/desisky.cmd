@echo off
rem Starts desisky from an unpacked distribution, with the engines that lie in its folder engines\.
setlocal disabledelayedexpansion
set "HOME_DIR=%~dp0.."
set "ENGINES=%HOME_DIR%\engines"
if defined DESISKY_ENGINES_DIR set "ENGINES=%DESISKY_ENGINES_DIR%"
set "JAVA=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA=%JAVA_HOME%\bin\java.exe"
set "CLASSES=%HOME_DIR%\lib\*"
set "TAKEN= "
setlocal enabledelayedexpansion
rem Of several flavours of one engine, one can be on the class path: one for the GPU where there is a driver.
if exist "%SystemRoot%\System32\nvcuda.dll" for /d %%d in ("%ENGINES%\*-cu*") do call :take "%%d" "%%~nxd"
for /d %%d in ("%ENGINES%\*-cpu*") do call :take "%%d" "%%~nxd"
for /d %%d in ("%ENGINES%\*") do call :take "%%d" "%%~nxd"
rem Without delayed expansion, which would take exclamation marks from the arguments.
endlocal & set "CLASSES=%CLASSES%" & set "PYTORCH_FLAVOR=%PYTORCH_FLAVOR%"
"%JAVA%" --enable-native-access=ALL-UNNAMED %DESISKY_JAVA_OPTS% "-Ddesisky.engines=%ENGINES%" -cp "%CLASSES%" org.desisky.cli.Main %*
exit /b %errorlevel%

:take
rem What begins with a dot is not there yet as a whole.
set "NAME=%~2"
if "!NAME:~0,1!"=="." exit /b 0
for /f "tokens=1,* delims=-" %%a in ("%~2") do (
  if "!TAKEN: %%a =!"=="!TAKEN!" (
    set "TAKEN=!TAKEN!%%a "
    set "CLASSES=!CLASSES!;%~1\*"
    if "%%a"=="pytorch" if not defined PYTORCH_FLAVOR set "PYTORCH_FLAVOR=%%b"
  )
)
exit /b 0
