// SPDX-License-Identifier: Apache-2.0

package notify

import (
	"fmt"
	"strings"
)

// Document returns what the page on the step repeats from the tables of this package, by the name of the place.
func Document() map[string]string {
	var exits, settings, limits strings.Builder
	exits.WriteString("\n| status | means |\n|---|---|\n")
	for _, s := range statuses {
		fmt.Fprintf(&exits, "| %d | %s |\n", s.Code, s.Means)
	}
	for _, b := range []*strings.Builder{&settings, &limits} {
		b.WriteString("\n| variable | means | default |\n|---|---|---|\n")
	}
	for _, v := range variables {
		b, name := &settings, "`"+v.Name+"`"
		if v.Limit {
			b = &limits
		}
		if v.Secret {
			name += " (a secret)"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", name, v.Means, v.Default)
	}
	return map[string]string{
		"statuses":  exits.String(),
		"answers":   "\n" + table(),
		"variables": settings.String(),
		"limits":    limits.String(),
		"curl":      "curl " + MinimumCurl + " or later",
	}
}
