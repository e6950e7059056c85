# application reads the Application: the images that are waited for and those that another push overtook, how many of the first do not
# run yet, whether what it wants names each tag, sync, health, operation, whether one goes on, a text that changes with what it wants, and
# the tags of our images that it names or runs, which are $began at every later look. Words that are not known are not printed.
# shellcheck disable=SC2016 # the program is jq's
application=$tags'
def known($words): if . as $word | $words | index([$word]) then . else "Unknown" end;
($images | split(" ")) as $pushed
| if type != "object" or (.metadata | type) != "object" or (.spec | type) != "object" then error("no Application") else . end
| [.spec.source, .spec.sources] as $wanted
| [$wanted | flatten | .[] | objects | written] as $written
| [.status.summary.images // [] | .[] | plain] as $running
| ($pushed | map(parted)) as $ours
| [$pushed[] | select(plain as $image | $running | index([$image]) | not)
    | select(parted.name as $name | tags($written; $name) as $tags | ($began[$name] // []) as $before
      | $settled and $tags != [] and $before != [] and $tags - $before - tags($ours; $name) == $tags)] as $overtaken
| ($pushed - $overtaken) as $left
| [$wanted | .. | strings] as $texts
| ($left | join(" ")),
  ($overtaken | join(" ")),
  ([$left[] | plain | select(. as $image | $running | index([$image]) | not)] | length),
  ([$left[] | split(":")[-1] | select(. as $tag | $texts | any(contains($tag)) | not)] | length == 0),
  (.status.sync.status | known(["Synced", "OutOfSync"])),
  (.status.health.status | known(["Healthy", "Progressing", "Degraded", "Suspended", "Missing"])),
  (.status.operationState.phase | known(["Running", "Terminating", "Succeeded", "Failed", "Error"])),
  (.operation != null or (.status.operationState.phase | . == "Running" or . == "Terminating")),
  ([$wanted, .status.sync.revision, .status.sync.revisions] | tojson),
  ([$ours[].name | {key: ., value: tags($written + ($running | map(parted)); .)}] | from_entries | tojson)
'

# await waits until the Application runs the images that no other push overtakes, at most WAIT_SECONDS.
await() {
  began=$(now) silent='' named=true asked='' before='' missing='' granted='' at_first=null
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
      # Image Updater may write what it read before this push, and this one only at its next look.
      settled=false
      [ $(($(now) - began)) -lt "$NOTIFY_OVERTAKEN_SECONDS" ] || settled=true
      jq -r --arg images "$images" --argjson began "$at_first" --argjson settled "$settled" "$application" "$dir/body" >"$dir/state" 2>/dev/null ||
        fail 1 'Argo CD: at ARGOCD_URL answers something that is no Application'
      {
        read -r waited && read -r overtaken && read -r missing && read -r named && read -r sync && read -r health && read -r phase &&
          read -r running && read -r wanted && read -r seen
      } <"$dir/state" || fail 1 'Argo CD: at ARGOCD_URL answers something that is no Application'
      [ "$at_first" != null ] || at_first=$seen
      if [ -z "$waited" ] || [ "$missing/$sync/$health/$phase" = 0/Synced/Healthy/Succeeded ]; then
        [ -z "$waited" ] || say "$ARGOCD_APPLICATION runs $waited, after $(($(now) - began)) s"
        [ -z "$overtaken" ] || notice "Another push overtook this one: $ARGOCD_APPLICATION wants another tag by now than that of $overtaken, which was not waited for any longer"
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
