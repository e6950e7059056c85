// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

const (
	maxLabel     = 63
	maxSubdomain = 253
)

// checkLabel checks a DNS label as RFC 1123 has it. The error is worded to follow the value.
func checkLabel(s string) error {
	if len(s) > maxLabel {
		return fmt.Errorf("must be a DNS label: it has %d characters, at most %d are allowed", len(s), maxLabel)
	}
	if !isLabel(s) {
		return errors.New("must be a DNS label: a-z, 0-9 and '-', with a letter or a digit at both ends")
	}
	return nil
}

// checkSubdomain checks the name of a Secret: DNS labels with dots between them. The error does not repeat it.
func checkSubdomain(s string) error {
	if len(s) > maxSubdomain {
		return fmt.Errorf("must be a DNS name: it has %d characters, at most %d are allowed", len(s), maxSubdomain)
	}
	for label := range strings.SplitSeq(s, ".") {
		if !isLabel(label) {
			return errors.New("must be a DNS name: a-z, 0-9, '-' and '.', with a letter or a digit at both ends of each part")
		}
	}
	return nil
}

func isLabel(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || i == 0 || i == len(s)-1) {
			return false
		}
	}
	return s != ""
}

// checkURL checks a URL of one of the schemes with a host and without credentials; whole allows a path behind the host.
// The error does not repeat the URL.
func checkURL(s string, whole bool, schemes ...string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Hostname() == "" || strings.ContainsAny(s, " \t\r\n"):
		return fmt.Errorf("must be a URL such as %q", schemes[0]+"://argocd.example.org")
	case u.User != nil || strings.Contains(s, "@"):
		return errors.New("must not hold a user name or a password")
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return errors.New("must not hold a query or a fragment")
	case !whole && u.Path != "" && u.Path != "/":
		return fmt.Errorf("must end with the host: write %q", u.Scheme+"://"+u.Host)
	}
	for _, scheme := range schemes {
		if strings.HasPrefix(s, scheme+"://") {
			return nil
		}
	}
	return fmt.Errorf("must begin with %s", strings.Join(schemes, ":// or ")+"://")
}
