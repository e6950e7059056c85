// SPDX-License-Identifier: Apache-2.0

package updater

import (
	"context"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/kube"
)

const prefix = "argocd-image-updater.argoproj.io/"

// Cycle is one round of Image Updater v0.12.2 over one Application, as its pkg/argocd/update.go does it with the strategy latest:
// what is not in image-list or not live is passed over, allow-tags filters, the newest of what is left wins, and it is written
// where it is not what runs, newer or not. It returns what it wrote for each image, and why it wrote nothing for the others.
func Cycle(ctx context.Context, c *kube.Client, write Write, namespace, name string, tags func(image string) []Tag) (wrote []string, skipped []string, err error) {
	live, err := c.Get(ctx, "Application", namespace, name)
	if err != nil {
		return nil, nil, err
	}
	annotations := live.Map("metadata", "annotations")
	if kind := live.Text("status", "sourceType"); kind != "Kustomize" && kind != "Helm" {
		return nil, []string{fmt.Sprintf("type %q is not supported", kind)}, nil
	}
	var images []string
	for item := range strings.SplitSeq(annotations[prefix+"image-list"], ",") {
		alias, image, ok := strings.Cut(strings.TrimSpace(item), "=")
		if !ok {
			skipped = append(skipped, item+": no alias")
			continue
		}
		current, isLive := "", false
		for _, running := range live.Strings("status", "summary", "images") {
			if tag, ok := strings.CutPrefix(running, image+":"); ok {
				current, isLive = tag, true
			}
		}
		if !isLive && annotations[prefix+alias+".force-update"] != "true" {
			skipped = append(skipped, image+": not live")
			continue
		}
		if strategy := annotations[prefix+alias+".update-strategy"]; strategy != "latest" {
			return nil, nil, fmt.Errorf("strategy %q of %s is not one that is played here", strategy, image)
		}
		newest, err := newest(annotations[prefix+alias+".allow-tags"], tags(image))
		if err != nil {
			return nil, nil, err
		}
		if newest == "" {
			skipped = append(skipped, image+": no tag")
			newest = current
		}
		images = append(images, image+":"+newest)
		if newest != current {
			wrote = append(wrote, image+":"+newest)
		}
	}
	if len(wrote) == 0 {
		return nil, skipped, nil
	}
	return wrote, skipped, write(ctx, c, namespace, name, images)
}

// newest is the tag that was built last, of equal dates the one whose name sorts last.
func newest(allowTags string, tags []Tag) (string, error) {
	function, expression, _ := strings.Cut(allowTags, ":")
	if function != "regexp" {
		return "", nil // it matches nothing
	}
	allowed, err := regexp.Compile(expression)
	if err != nil {
		return "", err
	}
	sort.Slice(tags, func(i, j int) bool {
		if !tags[i].Created.Equal(tags[j].Created) {
			return tags[i].Created.Before(tags[j].Created)
		}
		return tags[i].Name < tags[j].Name
	})
	for i := len(tags) - 1; i >= 0; i-- {
		if allowed.MatchString(tags[i].Name) {
			return tags[i].Name, nil
		}
	}
	return "", nil
}
