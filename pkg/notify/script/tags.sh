# tags is what jq needs to read which tag a source of an Application names for an image, in the places where Image Updater writes it.
# shellcheck disable=SC2016 # the program is jq's
tags='
def plain: split("@")[0] // "" | ltrimstr("index.docker.io/") | ltrimstr("docker.io/") | ltrimstr("library/");
# The name and the tag of an image; a colon before a slash is that of a port.
def parted: plain | (split("/")[-1] // "" | split(":")) as $last
  | if ($last | length) == 2 then {name: .[:length - ($last[1] | length) - 1], tag: $last[1]} else {name: ., tag: ""} end;
# A chart is given an image as one value, or as two, such as image.name and image.tag.
def parameters: [.helm.parameters // [] | .[] | select((.name | type) == "string" and (.value | type) == "string")
    | (.name | split(".")) as $path | {folder: $path[:-1], last: ($path[-1] // "" | ascii_downcase), value}] as $all
  | $all[] | . as $image
  | (.value | parted),
    ($all[] | select(.folder == $image.folder)
      | select(.last as $tag | any($image.last | ., rtrimstr("name"), rtrimstr("repository"), rtrimstr("image"); . + "tag" == $tag))
      | {name: ($image.value | plain), tag: (.value | plain)});
def written: (.kustomize.images // [] | .[] | split("=")[-1] // "" | parted), parameters | select(.tag | . != "" and (contains(":") | not));
def tags($images; $name): [$images[] | select(.name == $name) | .tag | select(. != "")] | unique;
'
