// SPDX-License-Identifier: Apache-2.0

package faults

// imageUpdater are the faults of the rules of the package imageupdater.
var imageUpdater = map[string]Fault{}
