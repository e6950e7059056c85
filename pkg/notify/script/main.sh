main() {
  # Elsewhere than in the shell itself printf would show secrets on its command line.
  case $(command -v printf) in */*) fail 2 'this shell has no printf of its own: run the script with dash, bash or busybox sh' ;; esac
  granted='' token=$ARGOCD_TOKEN secret=$WEBHOOK_SECRET
  unset ARGOCD_TOKEN WEBHOOK_SECRET
  settings
  trap clean EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  dir=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/notify.XXXXXXXX") || fail 2 'mktemp cannot make a folder for temporary files'
  [ -z "$WEBHOOK_URL" ] || webhook
  if [ "$WAIT_SECONDS" != 0 ]; then
    await
  elif [ "$SYNC" = true ]; then
    synchronize "$NOTIFY_TRIES"
  elif [ -z "$WEBHOOK_URL" ]; then
    say 'nothing to do: WEBHOOK_URL is empty, WAIT_SECONDS is 0 and SYNC is not true. Image Updater finds the images by itself'
  fi
  return 0
}

main "$@"
