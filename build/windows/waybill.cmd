@rem The command line. A batch file waits for the program and hands on its exit code; typed alone, Windows would not.
@"%~dp0..\..\Waybill.exe" --waybill-words -- %*
@exit /b %ERRORLEVEL%
