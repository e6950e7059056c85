// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// github writes one workflow command for each result, which GitHub Actions shows beside the line of a change.
//
// Upstream: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
func (r *report) github() {
	for _, result := range r.results {
		command := map[krm.Severity]string{krm.Error: "error", krm.Warning: "warning", krm.Info: "notice"}[severityOf(result)]
		var properties []string
		add := func(key, value string) {
			properties = append(properties, key+"="+escapeProperty(krm.OneLine(value)))
		}
		if result.File != nil {
			add("file", result.File.Path)
			if result.Line > 0 {
				add("line", fmt.Sprint(result.Line))
				add("col", fmt.Sprint(max(result.Column, 1)))
			}
		}
		if result.Rule != "" {
			add("title", result.Rule)
		}
		message := headline(result)
		if result.Resource != nil {
			message = krm.OneLine(result.Resource.String()) + ": " + message
		}
		if value, ok := remedy(result); ok {
			message += "\nremedy: " + krm.OneLine(value)
		}
		space := ""
		if len(properties) > 0 {
			space = " "
		}
		r.printf("::%s%s%s::%s\n", command, space, strings.Join(properties, ","), escapeData(message))
	}
}

var dataEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")

func escapeData(s string) string { return dataEscapes.Replace(s) }

var propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")

func escapeProperty(s string) string { return propertyEscapes.Replace(s) }
