// SPDX-License-Identifier: Apache-2.0

package main

import (
	"testing"

	"github.com/fairlead-krm/fairlead/pkg/fntest"
)

func TestCases(t *testing.T) { fntest.Run(t, function) }
