// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"encoding/csv"
	"strings"
)

// lines are the entries of an input of docker's actions: one for each line, without comments and empty ones.
func lines(text string) []string {
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}

// field is an attribute of an entry, such as type=sha; of one without '=' the key is "".
type field struct{ key, value string }

// fields are the attributes of an entry, separated by commas and quoted as in CSV.
func fields(entry string) ([]field, bool) {
	reader := csv.NewReader(strings.NewReader(entry))
	reader.FieldsPerRecord = -1
	record, err := reader.Read()
	if err != nil {
		return nil, false
	}
	var all []field
	for _, f := range record {
		key, value, ok := strings.Cut(f, "=")
		if !ok {
			all = append(all, field{"", strings.TrimSpace(f)})
			continue
		}
		all = append(all, field{strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)})
	}
	return all, true
}
