// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// AnnotationHookDeletePolicy is the annotation that says when a hook is deleted.
const AnnotationHookDeletePolicy = AnnotationPrefix + "hook-delete-policy"

// hookTypes are the values of AnnotationHook, compared letter for letter (gitops-engine/pkg/sync/common, controller/hook.go).
var hookTypes = [...]struct {
	name  string
	since release
}{
	{name: "PreSync"}, {name: "Sync"}, {name: "PostSync"}, {name: "SyncFail"}, {name: "Skip"}, {name: "PostDelete"},
	{name: "PreDelete", since: release{3, 3}},
}

var hookDeletePolicies = []string{"HookSucceeded", "HookFailed", "BeforeHookCreation"}

// HookTypes returns the values of AnnotationHook that v reads.
func (v Version) HookTypes() []string {
	var names []string
	for _, h := range hookTypes {
		if !v.release().before(h.since) {
			names = append(names, h.name)
		}
	}
	return names
}

// CheckHook checks one value of AnnotationHook, without the spaces around it. meant is the value that was most likely
// meant, "" where none is near. Argo CD drops a value that it does not know; a resource with no other is a hook of no
// phase, and is never applied.
func (v Version) CheckHook(value string) (meant string, err error) {
	for _, h := range hookTypes {
		if h.name == value && v.release().before(h.since) {
			return "", fmt.Errorf("hook %q is read from %s on: %s ignores it", value, h.since, v)
		}
	}
	return checkWord("hook", value, v.HookTypes())
}

// CheckHookDeletePolicy checks one value of AnnotationHookDeletePolicy as CheckHook does. Without one that is known it is
// BeforeHookCreation.
func CheckHookDeletePolicy(value string) (meant string, err error) {
	return checkWord("hook-delete-policy", value, hookDeletePolicies)
}

func checkWord(what, value string, known []string) (meant string, err error) {
	for _, k := range known {
		if k == value {
			return "", nil
		}
	}
	if near, ok := nearest.Name(value, known); ok {
		return near, fmt.Errorf("%s %q is unknown and ignored: did you mean %q?", what, value, near)
	}
	return "", fmt.Errorf("%s %q is unknown and ignored: known are %s", what, value, strings.Join(known, ", "))
}
