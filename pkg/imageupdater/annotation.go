// SPDX-License-Identifier: Apache-2.0

package imageupdater

import "strings"

// Annotation is one annotation of an Application. Key is the whole key, Prefix and slash included.
type Annotation struct{ Key, Value string }

// Annotations returns the annotations that tell the updater to follow images and to write what it finds into the live
// Application. Their order is fixed: image-list; then for each image, in the order given, update-strategy, allow-tags,
// ignore-tags, platforms, kustomize.image-name, pull-secret and force-update, as far as they are set; write-back-method
// last. The settings of an image without an alias are left out, because the updater has no key for them. No images
// means no annotations.
func (v Version) Annotations(images []Image) []Annotation {
	if len(images) == 0 {
		return nil
	}
	all := []Annotation{{Prefix + "/" + keyImageList, FormatImageList(images)}}
	for _, image := range images {
		if image.Alias == "" {
			continue
		}
		set := func(key, value string) {
			if value != "" {
				all = append(all, Annotation{Prefix + "/" + image.Alias + "." + key, value})
			}
		}
		spelled, ok := v.Strategy(image.UpdateStrategy)
		if !ok {
			spelled = image.UpdateStrategy
		}
		set(keyUpdateStrategy, spelled)
		set(keyAllowTags, image.AllowTags)
		set(keyIgnoreTags, strings.Join(image.IgnoreTags, ","))
		set(keyPlatforms, strings.Join(image.Platforms, ","))
		set(keyKustomizeName, image.KustomizeName)
		set(keyPullSecret, image.PullSecret)
		if image.ForceUpdate {
			// Before v1 the updater compares with this exact word: "True" and "yes" mean false.
			set(keyForceUpdate, "true")
		}
	}
	return append(all, Annotation{Prefix + "/" + keyWriteBackMethod, "argocd"})
}
