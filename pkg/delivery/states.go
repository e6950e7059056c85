// SPDX-License-Identifier: Apache-2.0

package delivery

// Meaning says what the id of a finding stands for.
type Meaning struct {
	ID string
	// Silent says that neither Argo CD nor Image Updater says so where a person looks.
	Silent bool
	Means  string
}

// Meanings are all ids, sorted.
func Meanings() []Meaning { return meanings }

var meanings = []Meaning{
	{"annotations-ignored", true, "Image Updater passes the whole Application over: its source is neither Kustomize nor Helm, it has several sources and the version knows one, or, from v1.1 on, no ImageUpdater resource makes it look there"},
	{"annotations-missing", true, "The live Application has no `image-list`: what the Project asks for never arrived"},
	{"application-condition", false, "Argo CD says what is wrong with the Application; what may be a credential is left out"},
	{"application-deleting", false, "The Application is being deleted"},
	{"application-differs", true, "The live Application has another repository, path, revision, namespace or AppProject than the Project"},
	{"application-missing", true, "Argo CD has no Application of this name, and why its root Application did not bring it"},
	{"application-not-compared", false, "Argo CD has not compared the Application with Git, or cannot"},
	{"application-not-known", false, "The Applications could not be read"},
	{"application-suspended", true, "An annotation keeps Argo CD from looking at the Application, or something in it is suspended and waits for a person"},
	{"argocd-missing", false, "The cluster does not know the kind Application"},
	{"auto-sync-off", true, "New tags are written, and nobody rolls them out. A note where the Project asks for it and nothing waits"},
	{"degraded", false, "What was deployed does not run"},
	{"health-not-known", false, "Argo CD cannot tell whether it runs"},
	{"image-behind", true, "Another tag is deployed than the pin, or than the one that Image Updater would take. It looks every two minutes"},
	{"image-not-live", true, "No Pod runs the image: Image Updater passes it over at log level debug, unless `forceUpdate` is set"},
	{"no-tag-matches", true, "No tag of the registry passes the filter and suits the strategy"},
	{"not-readable", false, "A kind of resource could not be read: who asks lacks the right"},
	{"out-of-sync", false, "Argo CD is to sync the Application, and has not yet"},
	{"pin-not-there", true, "The image is pinned to a tag that the registry does not have, or that is not built for the cluster"},
	{"pinned", false, "The image is held at one tag, and what lets it go on"},
	{"progressing", false, "What was deployed is not ready yet"},
	{"registry-not-known", false, "The registry did not list the tags, and why"},
	{"resources-missing", false, "Resources of the Application are not on the cluster"},
	{"rolling-out", false, "The tag is in the live Application, and the Pods run the one before"},
	{"secret-key-missing", true, "A declared Secret lacks keys, by their names"},
	{"secret-missing", true, "A declared Secret is not in the namespace"},
	{"secret-type-differs", false, "A Secret is of another type than the one that is declared"},
	{"secrets-not-known", false, "The Secrets of the namespace could not be read"},
	{"settings-not-live", true, "Image Updater reads other settings on the cluster than the Project asks for: the render was not pushed, or the root not synced"},
	{"sync-failed", false, "The last sync failed, and with what message"},
	{"tag-not-taken", true, "The tag that is deployed is none that `allowTags` takes and `ignoreTags` leaves: Image Updater has not written one yet, or somebody set it by hand"},
	{"tag-without-effect", true, "The tag is in the live Application, and another one runs: the kustomization sets it again. A warning where the repository is not at hand, since older Pods look the same"},
	{"updater-not-found", true, "There is no Deployment of Image Updater in the namespace of Argo CD"},
	{"updater-not-known", false, "The ImageUpdater resources could not be read"},
	{"updater-stopped", true, "The Deployment of Image Updater has no replicas"},
	{"updater-version-differs", true, "Another version of Image Updater runs than the Platform names: annotations and words differ between them"},
	{"write-back-owned", true, "An ApplicationSet owns the Application, and takes back what Image Updater writes unless it ignores that"},
	{"write-back-reverted", true, "What Image Updater had written, and what was deployed, is gone from the live Application: somebody put Git's in its place, or the root replaces what it applies"},
	{"write-back-unprotected", true, "The root Application has no rule that keeps what Image Updater writes"},
}
