// SPDX-License-Identifier: Apache-2.0

package rig

import (
	"errors"
	"os"
	"path/filepath"
)

// Log is what a process of the rig has written so far. It is not masked.
func (r *Rig) Log(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(r.logs, name+".log"))
	return string(text), err
}

// keepLogs moves the logs out of the rig's folder. They pass through the screen's mask, like everything that a run leaves behind.
func (r *Rig) keepLogs() (string, error) {
	kept, err := os.MkdirTemp("", "fairlead-e2e-logs-")
	if err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(r.logs, "*.log"))
	if err != nil {
		return "", err
	}
	var failed []error
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err == nil {
			err = os.WriteFile(filepath.Join(kept, filepath.Base(file)), []byte(r.screen.Mask(string(text))), 0o644)
		}
		failed = append(failed, err)
	}
	return kept, errors.Join(failed...)
}
