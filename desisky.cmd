@echo off
rem Starts desisky from a checkout; builds it first where that has not been done, and not again where sources are newer.
setlocal
set "JAR=%~dp0desisky-cli\target\desisky-cli.jar"
set "JAVA=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA=%JAVA_HOME%\bin\java.exe"
if not exist "%JAR%" (
  echo Building desisky; the first time this also fetches the tensor engines ... 1>&2
  pushd "%~dp0"
  call mvn -q -B -ntp -DskipTests -Dspotless.check.skip -Dassembly.skipAssembly "-Dcompiler.warnings=-nowarn" package -pl desisky-cli -am 1>&2
  if errorlevel 1 (
    popd
    exit /b 1
  )
  popd
)
"%JAVA%" --enable-native-access=ALL-UNNAMED %DESISKY_JAVA_OPTS% -jar "%JAR%" %*
exit /b %errorlevel%
