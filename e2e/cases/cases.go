// SPDX-License-Identifier: Apache-2.0

// Package cases holds what is shown on live objects, one promise per case.
package cases

import (
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// All are the cases in the order in which they run.
var All = []suite.Case{
	rendered,
	renderedTripwire,
	secretsOutOfBand,
	secretsPlaceholder,
	secretsRows,
	secretsProof,
	secretsRemoved,
	configMaps,
	configMapsPartial,
	token,
	tokenPerProject,
	tokenRole,
	tokenAsked,
	notifyStep,
	writeback,
	writebackParent,
	blueprint,
	wrapperPackage,
	wrapperRefuses,
	wrapperMissing,
	sidecar,
	findings,
	findingsPolicy,
	status,
	statusDeliveries,
	pin,
	badInput,
	badUpdater,
}

// contains reports whether a text holds all parts.
func contains(text string, parts ...string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}
