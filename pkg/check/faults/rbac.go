// SPDX-License-Identifier: Apache-2.0

package faults

// rbac are the faults of the rules of the package rbac.
var rbac = map[string]Fault{}
