// SPDX-License-Identifier: Apache-2.0

package faults

// fields are the faults of the rules of the package fields.
var fields = map[string]Fault{}
