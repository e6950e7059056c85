// SPDX-License-Identifier: Apache-2.0

package notify

import (
	"fmt"
	"slices"
	"strings"
)

// Calls says how often a request is made.
type Calls string

// How often a request is made.
const (
	Once   Calls = "once"
	Again  Calls = "up to " + Tries + " times"
	Polled Calls = "again and again"
)

// Outcome is what the script makes of an answer. The zero value is an answer that this request never gets.
type Outcome struct {
	Exit  int
	Calls Calls
	// Says is in what the script prints.
	Says string
}

// Answer is something that happens to a request, and what the script makes of it in each of its three requests: Image Updater's
// webhook, the sync of Argo CD, and the looks at the Application while it waits.
type Answer struct {
	// Name is that of the row.
	Name string
	// Means is what is behind it, for a person; "" where the name says it.
	Means               string
	Webhook, Sync, Wait Outcome
}

// refused, again and so on are outcomes that recur.
func refused(says string) Outcome { return Outcome{Refused, Once, "::error title=notify::" + says} }
func again(says string) Outcome   { return Outcome{Done, Again, "::warning title=notify::" + says} }
func polled(says string) Outcome {
	return Outcome{Done, Polled, "::warning title=notify::Argo CD does not answer (" + says + ")"}
}

// everywhere are the outcomes of what is not refused and may pass, with why.
func everywhere(name, means, why string) Answer {
	return Answer{name, means, again("Image Updater was not told: " + why), again("Argo CD was not asked to sync: " + why), polled(why)}
}

// never are the outcomes of what no time heals: of both services the same is said.
func never(name, means, says string) Answer {
	argo := refused("Argo CD: " + says)
	return Answer{name, means, refused("Image Updater: " + says), argo, argo}
}

var answers = []Answer{
	{"200", "", Outcome{Done, Once, "Image Updater was told of "}, Outcome{Done, Once, "Argo CD was asked to sync"}, Outcome{Done, Once, " runs "}},
	{"200, empty body", "a proxy", Outcome{Done, Once, "Image Updater was told of "}, Outcome{Done, Once, "::warning title=notify::What answered 200 to the sync is not Argo CD itself"}, polled("its answer is empty")},
	{"200, a page", "the user interface, or a login", refused("Image Updater: at WEBHOOK_URL answers a page"), refused("Argo CD: at ARGOCD_URL answers a page"), refused("Argo CD: at ARGOCD_URL answers a page")},
	{"200, JSON that is no Application", "another service", Outcome{}, Outcome{}, refused("Argo CD: at ARGOCD_URL answers something that is no Application")},
	{"301 to 308", "a redirect, which would show the token to somebody else", refused("Image Updater: WEBHOOK_URL leads elsewhere (302)"), refused("Argo CD: ARGOCD_URL leads elsewhere (302)"), refused("Argo CD: ARGOCD_URL leads elsewhere (302)")},
	{"400, another operation goes on", "automated sync was faster: a success", Outcome{}, Outcome{Done, Once, "Argo CD is syncing already"}, Outcome{}},
	{"400", "Image Updater: a wrong signature, or no secret for that registry. Argo CD: the Application is in deletion", refused("Image Updater refused the event (400)"), refused("Argo CD cannot do that (400)"), refused("Argo CD cannot do that (400)")},
	{"401", "the token has expired, was deleted, or its account is disabled", refused("Image Updater: WEBHOOK_URL answers 401"), refused("Argo CD does not accept ARGOCD_TOKEN (401)"), refused("Argo CD does not accept ARGOCD_TOKEN (401)")},
	{"403", "no policy allows it, or a sync window is closed", refused("Image Updater: WEBHOOK_URL answers 403"), refused("Argo CD: the token must not sync this Application (403)"), refused("Argo CD: the token must not get this Application (403)")},
	{"404", "the name of the Application or of its AppProject is wrong", refused("Image Updater: there is nothing at WEBHOOK_URL (404)"), refused("Argo CD: there is no Application home in the AppProject home (404)"), refused("Argo CD: there is no Application home in the AppProject home (404)")},
	{"415", "a proxy changed the Content-Type", refused("Image Updater: WEBHOOK_URL answers 415"), refused("Argo CD got another Content-Type than application/json (415)"), refused("Argo CD got another Content-Type than application/json (415)")},
	{"405 and every other 4xx", "not from Argo CD or Image Updater", refused("Image Updater: WEBHOOK_URL answers 405"), refused("Argo CD: ARGOCD_URL answers 405"), refused("Argo CD: ARGOCD_URL answers 405")},
	everywhere("408", "", "it answered 408"),
	everywhere("429", "pauses as long as Retry-After says, within "+RetryLimit, "it answered 429"),
	everywhere("500", "a malformed line in a policy makes Argo CD answer every call so", "it answered 500"),
	everywhere("502", "", "it answered 502"),
	everywhere("503", "a proxy whose cluster is away", "it answered 503"),
	everywhere("no answer in time", "", "it did not answer in time"),
	{"200, then nothing more", "a sync is accepted once its status is there", Outcome{Done, Once, "Image Updater was told of "}, Outcome{Done, Once, "Argo CD was asked to sync"}, polled("it did not answer in time")},
	{"400, then nothing more", "what was refused is not known", refused("Image Updater refused the event (400)"), again("Argo CD was not asked to sync: it did not answer in time"), refused("Argo CD cannot do that (400)")},
	{"401, then nothing more", "", refused("Image Updater: WEBHOOK_URL answers 401"), refused("Argo CD does not accept ARGOCD_TOKEN (401)"), refused("Argo CD does not accept ARGOCD_TOKEN (401)")},
	everywhere("connection closed without an answer", "", "the connection broke off"),
	everywhere("connection refused", "", "nothing accepts the connection"),
	everywhere("name not known", "DNS", "its name is not known (DNS)"),
	everywhere("connection closed in the TLS handshake", "a router or a proxy in its restart", "the connection broke off in the TLS handshake"),
	everywhere("TLS alert", "a proxy that does not know the host, as while its tunnel is away", "the connection broke off in the TLS handshake"),
	never("certificate not trusted", "a CA of one's own that is not named, or somebody else in between", "the certificate behind"),
	never("certificate expired", "", "the certificate behind"),
	never("certificate of another host", "", "the certificate behind"),
	never("no TLS where https is written", "", "what listens at"),
	never("no HTTP", "", "what listens at"),
}

// Answers returns what may happen to a request and what the script makes of it. A test runs each row.
func Answers() []Answer { return slices.Clone(answers) }

// table returns the answers as a Markdown table.
func table() string {
	var b strings.Builder
	b.WriteString("| what happens | behind it | webhook | sync | wait |\n|---|---|---|---|---|\n")
	for _, a := range answers {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", a.Name, a.Means, a.Webhook, a.Sync, a.Wait)
	}
	return b.String()
}

// String says an outcome in the cell of a table.
func (o Outcome) String() string {
	switch {
	case o.Calls == "":
		return ""
	case strings.HasPrefix(o.Says, "::"):
		kind, _, _ := strings.Cut(o.Says[2:], " ")
		return fmt.Sprintf("%d, %s, %s", o.Exit, kind, o.Calls)
	default:
		return fmt.Sprintf("%d, %s", o.Exit, o.Calls)
	}
}
