// SPDX-License-Identifier: Apache-2.0

package credential_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/credential"
)

// block is a block of PEM with a label, whose body is no key of anybody.
func block(label string) string {
	return "-----BEGIN " + label + "-----\n" + strings.Repeat("bm9ib2R5", 8) + "\n-----END " + label + "-----\n"
}

func TestPublic(t *testing.T) {
	private := "PRIVATE" + " KEY"
	for name, test := range map[string]struct {
		value string
		want  bool
	}{
		"a certificate":                {block("CERTIFICATE"), true},
		"a chain":                      {block("CERTIFICATE") + "\n" + block("CERTIFICATE"), true},
		"a public key":                 {block("PUBLIC KEY"), true},
		"indented":                     {"\n  " + strings.ReplaceAll(block("CERTIFICATE"), "\n", "\n"), true},
		"a private key":                {block(private), false},
		"a certificate and its key":    {block("CERTIFICATE") + block("RSA "+private), false},
		"a key before the certificate": {block(private) + block("CERTIFICATE"), false},
		"text before":                  {"password: x\n" + block("CERTIFICATE"), false},
		"text behind":                  {block("CERTIFICATE") + "password: x\n", false},
		"text between":                 {block("CERTIFICATE") + "x\n" + block("CERTIFICATE"), false},
		"a broken certificate":         {strings.Replace(block("CERTIFICATE"), "END", "", 1), false},
		"a header in the block":        {"-----BEGIN CERTIFICATE-----\npassword: x\n\nbm9ib2R5\n-----END CERTIFICATE-----\n", false},
		"a password":                   {"correct horse", false},
		"base64 of a password":         {base64.StdEncoding.EncodeToString([]byte("correct horse")), false},
		"nothing":                      {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, credential.Public(test.value), test.want)
			encoded := base64.StdEncoding.EncodeToString([]byte(test.value))
			assert.Equal(t, credential.Public(encoded), test.want)
		})
	}
}
