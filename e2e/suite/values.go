// SPDX-License-Identifier: Apache-2.0

package suite

import (
	"encoding/base64"
	"strings"
	"sync"
)

// values are those that must not be seen.
type values struct {
	mu    sync.RWMutex
	masks []string
}

const mask = "<value>"

// add masks a value, plain and as the data of a Secret.
func (v *values) add(value string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.masks = append(v.masks, value, mask, base64.StdEncoding.EncodeToString([]byte(value)), mask)
}

func (v *values) mask(text string) string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return strings.NewReplacer(v.masks...).Replace(text)
}
