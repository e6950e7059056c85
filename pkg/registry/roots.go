// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"crypto/x509"
	"sync"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// trust makes the roots that the binary carries count where the system has none, as in an image made from scratch. Those of the
// system, and those that SSL_CERT_FILE and SSL_CERT_DIR name, go first. It is no init function: reading all of them takes
// milliseconds that a function of the same binary need not pay at every start.
var trust = sync.OnceFunc(func() {
	roots := x509.NewCertPool()
	for root := range bundle.Roots() {
		certificate, err := x509.ParseCertificate(root.Certificate)
		switch {
		case err != nil: // one that this release of Go does not take is not trusted
		case root.Constraint != nil:
			roots.AddCertWithConstraint(certificate, root.Constraint)
		default:
			roots.AddCert(certificate)
		}
	}
	x509.SetFallbackRoots(roots)
})
