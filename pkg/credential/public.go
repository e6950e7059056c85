// SPDX-License-Identifier: Apache-2.0

package credential

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"strings"
)

// Public reports whether a value is known to everybody by its nature: certificates and public keys in PEM and nothing else,
// as they are or in base64. Such as a certificate authority's, which is in a Secret because charts ask for it there.
func Public(value string) bool {
	text := []byte(value)
	if !strings.Contains(value, "-----BEGIN ") {
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value), ""))
		if err != nil {
			return false
		}
		text = decoded
	}
	found := false
	for text = bytes.TrimSpace(text); len(text) > 0; text = bytes.TrimSpace(text) {
		block, rest := pem.Decode(text)
		if block == nil || len(block.Headers) > 0 || !bytes.HasPrefix(text, []byte("-----BEGIN ")) {
			return false // text around it may be anything
		}
		switch block.Type {
		case "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CRL", "PUBLIC KEY", "RSA PUBLIC KEY":
		default:
			return false
		}
		found, text = true, rest
	}
	return found
}
