// SPDX-License-Identifier: Apache-2.0

package faults

// everyResource are faults in the annotations by which any resource speaks to Argo CD.
var everyResource = map[string]Fault{
	"resource-option-unknown": func(s *Set) Planted {
		if s.Intn(3) == 0 {
			return annotated(s, "argocd.argoproj.io/compare-options", Pick(s, "IgnoreExtraneous=true", "ServerSideDiff=True", "ServerSideDiffs=true"))
		}
		return annotated(s, "argocd.argoproj.io/sync-options", Pick(s, "prune=false", "Prune=false,Replace=yes", "CreateNamespace=true", "Prune=false, Delete=no"))
	},
	"argocd-annotation-unknown": func(s *Set) Planted {
		d, path := anyAnnotation(s, "argocd.argoproj.io/"+Pick(s, "sync-waves", "sync-option", "compare-option", "hooks", "secret-type"))
		d.Set("1", path...)
		return AtKey(d, path...)
	},
	"hook-unknown": func(s *Set) Planted {
		if s.Intn(2) == 0 {
			return annotated(s, "argocd.argoproj.io/hook-delete-policy", Pick(s, "HookSucceded", "hook-succeeded", "BeforeHookCreation,hookfailed"))
		}
		return annotated(s, "argocd.argoproj.io/hook", Pick(s, "Presync", "pre-install", "PreSync, Postsync", "SyncFailed"))
	},
	"sync-wave-not-a-number": func(s *Set) Planted {
		return annotated(s, "argocd.argoproj.io/sync-wave", Pick(s, "first", "1.5", "1,000", "--1"))
	},
}

func annotated(s *Set, key, value string) Planted {
	d, path := anyAnnotation(s, key)
	d.Set(value, path...)
	return At(d, path...)
}

// anyAnnotation returns where an annotation of any resource would stand, or of what an ApplicationSet makes.
func anyAnnotation(s *Set, key string) (*Doc, []any) {
	d := Pick(s, s.docs...)
	if d.Item().Is("argoproj.io", "ApplicationSet") && s.Intn(2) == 0 {
		return d, []any{"spec", "template", "metadata", "annotations", key}
	}
	return d, []any{"metadata", "annotations", key}
}
