// SPDX-License-Identifier: Apache-2.0

package faults

// settings are the faults of the rules of the package settings.
var settings = map[string]Fault{}
