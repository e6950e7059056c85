// SPDX-License-Identifier: Apache-2.0

package way

import "strings"

// splitImage cuts a reference of an image into its repository and its tag; the tag is "" where only a digest is named.
func splitImage(reference string) (repository, tag string) {
	repository, _, _ = strings.Cut(reference, "@")
	if i := strings.LastIndexByte(repository, ':'); i > strings.LastIndexByte(repository, '/') {
		return repository[:i], repository[i+1:]
	}
	return repository, ""
}
