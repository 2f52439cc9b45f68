; "Send to > Waybill" in the Explorer: the chosen files are sent to the current destination.
!macro customInstall
  CreateShortCut "$SENDTO\Waybill.lnk" "$INSTDIR\Waybill.exe"
!macroend

!macro customUnInstall
  Delete "$SENDTO\Waybill.lnk"
!macroend
