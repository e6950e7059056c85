// SPDX-License-Identifier: Apache-2.0

package notify

import "slices"

// The environment variables of the script.
const (
	WebhookURL                 = "WEBHOOK_URL"
	WebhookSecret              = "WEBHOOK_SECRET"
	WebhookCAFile              = "WEBHOOK_CA_FILE"
	Images                     = "IMAGES"
	WaitSeconds                = "WAIT_SECONDS"
	Sync                       = "SYNC"
	ArgoCDURL                  = "ARGOCD_URL"
	ArgoCDToken                = "ARGOCD_TOKEN"
	ArgoCDApplication          = "ARGOCD_APPLICATION"
	ArgoCDAppProject           = "ARGOCD_APPPROJECT"
	ArgoCDApplicationNamespace = "ARGOCD_APPLICATION_NAMESPACE"
	ArgoCDCAFile               = "ARGOCD_CA_FILE"
	ConnectSeconds             = "NOTIFY_CONNECT_SECONDS"
	RequestSeconds             = "NOTIFY_REQUEST_SECONDS"
	Tries                      = "NOTIFY_TRIES"
	RetrySeconds               = "NOTIFY_RETRY_SECONDS"
	RetryLimit                 = "NOTIFY_RETRY_LIMIT"
	PollSeconds                = "NOTIFY_POLL_SECONDS"
	RefreshSeconds             = "NOTIFY_REFRESH_SECONDS"
	OvertakenSeconds           = "NOTIFY_OVERTAKEN_SECONDS"
)

// Variable is an environment variable that the script reads. An empty one is as one that is not set.
type Variable struct {
	Name string
	// Default is "" where there is none.
	Default string
	// Secret is a value that belongs into the pipeline's store of secrets.
	Secret bool
	// Limit is one of the limits, which hardly anybody has to change.
	Limit bool
	// Means is what it is for, in sentences.
	Means string
}

var variables = []Variable{
	{Name: WebhookURL, Means: "The webhook of Argo CD Image Updater: https://HOST/webhook, without ?type=, which the registry of each image decides. Empty: Image Updater is not told."},
	{Name: WebhookSecret, Secret: true, Means: "The secret that Image Updater has for that registry: webhook.ghcr-secret for ghcr.io, webhook.docker-secret for docker.io, webhook.quay-secret for quay.io, webhook.harbor-secret for every other, for which it has to be v1.1 or later."},
	{Name: WebhookCAFile, Means: "A file with the certificates that WEBHOOK_URL is checked against, instead of those of the machine."},
	{Name: Images, Means: "The pushed images, full names with tags, spaces or line breaks between them: ghcr.io/owner/app:sha-0123abc. Needed by the webhook and to wait."},
	{Name: WaitSeconds, Default: "0", Means: "How long to wait until the Application runs all IMAGES, is Synced and Healthy, and its last operation has succeeded. 0: not at all."},
	{Name: Sync, Default: "false", Means: "true: ask Argo CD to sync; while waiting only where the Application is OutOfSync and nothing goes on, else once. For Applications without automated sync."},
	{Name: ArgoCDURL, Means: "Argo CD's API server: https://HOST, with its root path where it has one. Needed to wait and to sync, as the next three are."},
	{Name: ArgoCDToken, Secret: true, Means: "The token of an account, or of a role of the AppProject, that may get the Application, and sync it where SYNC is true."},
	{Name: ArgoCDApplication, Means: "The name of the Application."},
	{Name: ArgoCDAppProject, Means: "The name of its AppProject."},
	{Name: ArgoCDApplicationNamespace, Means: "The namespace of the Application, where it is not Argo CD's own."},
	{Name: ArgoCDCAFile, Means: "A file with the certificates that ARGOCD_URL is checked against, instead of those of the machine."},
	{Name: ConnectSeconds, Default: "10", Limit: true, Means: "How long a connection may take, with DNS and TLS."},
	{Name: RequestSeconds, Default: "30", Limit: true, Means: "How long a request may take as a whole."},
	{Name: Tries, Default: "4", Limit: true, Means: "How often a request is made that is answered 408, 429 or 5xx, or not at all."},
	{Name: RetrySeconds, Default: "2", Limit: true, Means: "How long to pause before the second try; twice as long before each further one, longer where Retry-After says so."},
	{Name: RetryLimit, Default: "120", Limit: true, Means: "No further try begins later than this after the first, and the wait ends after this long without an answer."},
	{Name: PollSeconds, Default: "5", Limit: true, Means: "How long to pause between two looks at the Application."},
	{Name: RefreshSeconds, Default: "30", Limit: true, Means: "How often to ask Argo CD to look at Git, while waiting and only as long as the Application's source does not name the tags."},
	{Name: OvertakenSeconds, Default: "150", Limit: true, Means: "From when on, after the wait began, another tag in the Application's source is that of a later push. It is as long as Image Updater takes from one look to what it writes at the next, whose interval is 2 minutes unless it is set."},
}

// Variables returns the variables of the script, in the order in which a person needs them.
func Variables() []Variable { return slices.Clone(variables) }

// status is an exit status of the script.
type status struct {
	Code  int
	Means string
}

var statuses = []status{
	{Done, "done, overtaken by another push, or the cluster did not answer"},
	{Refused, "refused, and it would be again: what to do is in the annotation"},
	{Misused, "a variable or a program is missing or wrong"},
	{NotRunning, "the Application answered, and did not run the images within WAIT_SECONDS"},
}
