// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"testing"

	"gotest.tools/v3/assert"
)

func TestCredentialsOfURLsAreMasked(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                                    "plain",
		"https://github.com/o/a@v1":                "https://github.com/o/a@v1",
		`"https://u:tok@ghcr.io/o/a" must`:         `"https://…@ghcr.io/o/a" must`,
		"https://tok@h and http://a:b@h2/x//c:d@e": "https://…@h and http://…@h2/x//…@e",
		"ssh://git@github.com/o/a":                 "ssh://git@github.com/o/a",
	} {
		assert.Equal(t, masked(in), want)
	}
}
