// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"encoding/csv"
	"strings"
)

// Column returns where value i of a line begins, in bytes from 1: value 0 is the p or g. It is 1 where the line has no such
// value or cannot be read.
func Column(line string, i int) int {
	text := strings.TrimSpace(line)
	reader := csv.NewReader(strings.NewReader(text))
	reader.TrimLeadingSpace = true
	values, err := reader.Read()
	if err != nil || i < 0 || i >= len(values) {
		return 1
	}
	_, column := reader.FieldPos(i)
	return strings.Index(line, text) + column
}
