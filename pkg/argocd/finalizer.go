// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// hookFinalizers begin those that Argo CD itself puts on an Application with hooks, alone or with a stage after a slash.
var hookFinalizers = [...]string{"pre-delete-finalizer.argocd.argoproj.io", "post-delete-finalizer.argocd.argoproj.io"}

// CheckFinalizer checks a finalizer of an Application, an AppProject or an ApplicationSet. One that names Argo CD and is
// none of its own is refused: nothing ever takes it off, so the deletion hangs. Those of other programs are theirs.
func CheckFinalizer(value string) (meant string, err error) {
	if value == Finalizer || value == FinalizerBackground || value == FinalizerForeground {
		return "", nil
	}
	for _, hook := range hookFinalizers {
		if value == hook || strings.HasPrefix(value, hook+"/") {
			return "", nil
		}
	}
	known := []string{Finalizer, FinalizerBackground, FinalizerForeground}
	near, ok := nearest.Name(value, known)
	switch {
	case ok:
		meant = near
	case !strings.Contains(value, "argoproj.io") && !strings.HasPrefix(value, "resources-finalizer"):
		return "", nil
	default:
		meant = Finalizer
	}
	return meant, fmt.Errorf("finalizer %q is none that Argo CD knows, so nothing ever takes it off and the deletion hangs: write %q", value, meant)
}
