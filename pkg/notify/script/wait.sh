# application reads the Application: how many images do not run yet, whether what it wants names each tag, sync, health, operation,
# whether one goes on, and a text that changes with what it wants. Words that are not known are not printed.
# shellcheck disable=SC2016 # the program is jq's
application='
def plain: split("@")[0] | ltrimstr("index.docker.io/") | ltrimstr("docker.io/") | ltrimstr("library/");
def known($words): if . as $word | $words | index([$word]) then . else "Unknown" end;
($images | split(" ")) as $pushed
| if type != "object" or (.metadata | type) != "object" or (.spec | type) != "object" then error("no Application") else . end
| [.spec.source, .spec.sources] as $wanted
| [$wanted | .. | strings] as $texts
| [.status.summary.images // [] | .[] | plain] as $running
| ([$pushed[] | plain | select(. as $image | $running | index([$image]) | not)] | length),
  ([$pushed[] | split(":")[-1] | select(. as $tag | $texts | any(contains($tag)) | not)] | length == 0),
  (.status.sync.status | known(["Synced", "OutOfSync"])),
  (.status.health.status | known(["Healthy", "Progressing", "Degraded", "Suspended", "Missing"])),
  (.status.operationState.phase | known(["Running", "Terminating", "Succeeded", "Failed", "Error"])),
  (.operation != null or (.status.operationState.phase | . == "Running" or . == "Terminating")),
  ([$wanted, .status.sync.revision, .status.sync.revisions] | tojson)
'

# await waits until the Application runs the images, at most WAIT_SECONDS.
await() {
  began=$(now) silent='' named=true asked='' before='' missing='' granted=''
  refreshed=$began
  say "waiting until $ARGOCD_APPLICATION runs $images"
  while :; do
    action='get'
    # What it wants does not name the tags: they may come by Git, where Argo CD looks only now and then.
    if [ "$named" = false ] && [ $(($(now) - refreshed)) -ge "$NOTIFY_REFRESH_SECONDS" ]; then
      action='get-refresh'
    fi
    if argocd GET "$action" 1; then
      silent=''
      jq -r --arg images "$images" "$application" "$dir/body" >"$dir/state" 2>/dev/null || fail 1 'Argo CD: at ARGOCD_URL answers something that is no Application'
      { read -r missing && read -r named && read -r sync && read -r health && read -r phase && read -r running && read -r wanted; } <"$dir/state" ||
        fail 1 'Argo CD: at ARGOCD_URL answers something that is no Application'
      if [ "$missing/$sync/$health/$phase" = 0/Synced/Healthy/Succeeded ]; then
        say "$ARGOCD_APPLICATION runs $images, after $(($(now) - began)) s"
        return 0
      fi
      state="$missing of the images do not run yet; sync $sync, health $health, last operation $phase"
      [ "$state" = "$before" ] || say "$state"
      before=$state
      # Asked for once for each state that is wanted: hooks run again with each sync.
      if [ "$SYNC" = true ] && [ "$sync/$running" = OutOfSync/false ] && [ "$wanted" != "$asked" ]; then
        if synchronize 1 && [ "$busy" = no ]; then asked=$wanted; fi
      fi
    elif [ "$action" = get ]; then
      [ -n "$silent" ] || { silent=$(now) && say "Argo CD: $why"; }
      if [ $(($(now) - silent)) -ge "$NOTIFY_RETRY_LIMIT" ]; then break; fi
    fi
    [ "$action" = get ] || refreshed=$(now)
    retry_after
    [ "$later" -ge "$NOTIFY_POLL_SECONDS" ] || later=$NOTIFY_POLL_SECONDS
    left=$((WAIT_SECONDS - $(now) + began))
    [ "$left" -gt 0 ] || break
    [ "$later" -le "$left" ] || later=$left
    nap "$later"
  done
  if [ -n "$silent" ] || [ -z "$missing" ]; then
    warn "Argo CD does not answer ($why): whether the images run is not known"
    return 0
  fi
  fail 3 "$ARGOCD_APPLICATION does not run the images after $(($(now) - began)) s ($before). Look at the Application, and at Image Updater's log where an image does not run"
}
