// SPDX-License-Identifier: Apache-2.0

package view

import "github.com/itchyny/gojq"

// BrokenQuery does with an expression of jqPathExpressions what Argo CD does, and says why it fails; "" where it does not.
func BrokenQuery(expression string) string {
	query, err := gojq.Parse("del(" + expression + ")")
	if err == nil {
		_, err = gojq.Compile(query)
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
