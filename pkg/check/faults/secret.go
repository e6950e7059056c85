// SPDX-License-Identifier: Apache-2.0

package faults

// secret are the faults of the rules of the package secret.
var secret = map[string]Fault{}
