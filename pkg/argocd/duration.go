// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"fmt"
	"strconv"
	"time"
)

// CheckDuration checks a duration of spec.syncPolicy.retry.backoff: a whole number of seconds, or a duration as Go reads it.
func CheckDuration(value string) error {
	if _, err := strconv.Atoi(value); err == nil {
		return nil
	}
	if _, err := time.ParseDuration(value); err == nil {
		return nil
	}
	return fmt.Errorf("%q is no duration: it must be whole seconds such as \"30\", or hours, minutes and seconds such as \"1h\", \"3m\" or \"1m30s\"", value)
}
