// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater/choice"
)

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func theyAre(tags int) string {
	if tags == 1 {
		return "the only one is"
	}
	return fmt.Sprintf("all %d are", tags)
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "no platform"
	}
	return strings.Join(list, ", ")
}

// some lists a few of many tags, those first that sort last.
func some(tags []string) string {
	sorted := append([]string(nil), tags...)
	sort.Sort(sort.Reverse(sort.StringSlice(sorted)))
	const few = 5
	if len(sorted) <= few {
		return strings.Join(sorted, ", ")
	}
	return fmt.Sprintf("%s and %s", strings.Join(sorted[:few], ", "), count(len(sorted)-few, "other"))
}

func tagList(tags []string) string {
	if len(tags) == 1 {
		return "tag " + tags[0]
	}
	return fmt.Sprintf("%d tags (%s)", len(tags), some(tags))
}

// builtFor lists the platforms of the tags that are left out because of them.
func builtFor(out outcome) string {
	known := map[string]bool{}
	for _, err := range out.left {
		var other *choice.NotBuilt
		if errors.As(err, &other) {
			for _, p := range other.Platforms {
				known[p] = true
			}
		}
	}
	names := make([]string, 0, len(known))
	for p := range known {
		names = append(names, p)
	}
	sort.Strings(names)
	return orNone(names)
}
