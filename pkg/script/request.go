// SPDX-License-Identifier: Apache-2.0

package script

import (
	"regexp"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/credential"
)

// request is one command on its way to a ci.Request.
type request struct {
	ci.Request
	reader *reader
	state  state
	args   []argument
	// opaque says that there may be further options.
	opaque bool
}

var (
	// The API of Argo CD: what other products have at the same path has other words behind the name.
	ofApplication = regexp.MustCompile(`/api/v1/applications/[^/?\s]+/(?:sync|rollback|operation|spec|resource|manifests|resource-tree|managed-resources|events)\b|/api/v1/applications/[^/?\s]+\?(?:.*&)?refresh=`)
	ofArgo        = regexp.MustCompile(`/api/v1/(?:applications|session|applicationsets)\b`)
	ofUpdater     = regexp.MustCompile(`/webhook\?(?:.*&)?type=`)
)

// asks says whom a URL reaches; "" where it is another.
func (q *request) asks(url argument) ci.Target {
	switch {
	case ofApplication.MatchString(url.text), ofArgo.MatchString(url.text) && strings.Contains(q.reader.text, "argo"):
		return ci.ArgoCD
	case ofUpdater.MatchString(url.text):
		return ci.ImageUpdater
	}
	return ""
}

// add notes the request.
func (q *request) add(command string, target ci.Target) {
	q.Command, q.Target = command, target
	q.Unlimited = q.Unlimited && !q.opaque
	q.FailsStep = q.reader.options.Errexit && !q.reader.options.Guarded && !q.state.guarded && !q.state.inFunction
	q.reader.script.Requests = append(q.reader.script.Requests, q.Request)
}

// expose notes an argument that holds a credential; text is the part of it that does.
func (q *request) expose(raw string) {
	raw = strings.TrimSpace(raw)
	exposed, name := ci.NotExposed, ""
	for _, c := range raw {
		if c >= First && c <= Last && int(c-First) < len(q.reader.options.Expressions) {
			exposed, name = ci.ByExpression, strings.TrimSpace(q.reader.options.Expressions[c-First])
		}
	}
	if exposed == ci.NotExposed {
		if m := variable.FindStringSubmatch(raw); m != nil {
			exposed, name = ci.ByVariable, m[1]
		} else if !strings.Contains(raw, Unknown) && !credential.Missing(raw) && len(raw) >= 8 && credential.Varied(raw) {
			exposed, name = ci.Literally, ""
		}
	}
	if exposed > q.Exposed {
		q.Exposed, q.Credential = exposed, name
	}
}

// local is a server on the machine itself, whom nobody stands in for.
var local = regexp.MustCompile(`^(?:https?://)?(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)`)

func isLocal(server string) bool { return local.MatchString(server) }

var variable = regexp.MustCompile(`\$\{?(\w+)`)

// header is one header of a request.
func (q *request) header(a argument, types *[]string) {
	if strings.HasPrefix(a.text, "@") || strings.HasPrefix(a.text, Unknown) {
		q.opaque = q.opaque || !strings.HasPrefix(a.text, "@") // a file may hold any header
		*types = append(*types, Unknown)
		return
	}
	name, value, _ := strings.Cut(a.text, ":")
	_, raw, _ := strings.Cut(a.raw, ":")
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "content-type":
		*types = append(*types, strings.TrimSpace(value))
	case "authorization":
		q.expose(scheme.ReplaceAllString(raw, ""))
	case "cookie":
		if i := strings.Index(raw, "argocd.token="); i >= 0 {
			q.expose(raw[i+len("argocd.token="):])
		}
	}
}

var scheme = regexp.MustCompile(`(?i)^\s*(?:bearer|basic)\s+`)

// judgeType says whether Argo CD takes what is sent: it compares the whole header.
func (q *request) judgeType(sends bool, otherwise string, types []string) {
	if !sends || q.opaque {
		return
	}
	sent := otherwise
	for _, t := range types {
		if strings.Contains(t, Unknown) || strings.ContainsFunc(t, isExpression) {
			return
		}
		sent = t
	}
	q.ContentType = sent
	q.WrongType = sent != "application/json"
}

func isExpression(c rune) bool { return c >= First && c <= Last }

var syncOptions = regexp.MustCompile(`["']?syncOptions["']?\s*:`)

// body is what is sent.
func (q *request) body(a argument) {
	text := a.text
	if strings.HasPrefix(text, "@") {
		if (text != "@-" && text != "@/dev/stdin") || q.state.input == nil {
			return
		}
		text = q.reader.word(q.state.input).text
	}
	q.SyncOptions = q.SyncOptions || syncOptions.MatchString(text)
}
