// SPDX-License-Identifier: Apache-2.0

package faults

// updaterResource are the faults of the rules of the package updaterresource.
var updaterResource = map[string]Fault{}
