// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"testing"

	"github.com/fairlead-krm/fairlead/pkg/fntest/testdata/sample"
)

func TestIdentity(t *testing.T) { runCases(t, sample.Identity, "testdata/cases/identity") }
func TestAddConfigMap(t *testing.T) {
	runCases(t, sample.AddConfigMap, "testdata/cases/add-config-map")
}
