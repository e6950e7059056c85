// SPDX-License-Identifier: Apache-2.0

package script

import (
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/ci"
)

// waiting are the commands of argocd that wait, without --timeout for ever.
var waiting = []string{"app sync", "app wait", "app rollback", "app terminate-op"}

// asking are those that speak to the server for a pipeline.
var asking = []string{"login", "app sync", "app wait", "app get", "app set", "app rollback", "app terminate-op", "app actions", "app diff", "app manifests"}

// argocdWithValue are the options of argocd that take a value, as far as a value might be read as a verb.
var argocdWithValue = []string{
	"--server", "--auth-token", "--grpc-web-root-path", "--config", "--header", "-H", "--argocd-context", "--kube-context", "--server-crt", "--logformat", "--loglevel",
	"--username", "--password", "--timeout", "--revision", "--resource", "--label", "--selector", "-l", "--app-namespace", "-N", "--project", "--client-crt",
	"--http-retry-max", "--port-forward-namespace", "--output", "-o", "--name", "--sso-port", "--retry-limit", "--kustomize-image", "--parameter", "-p", "--strategy",
}

// argocd reads a call of Argo CD's own command.
func (q *request) argocd() {
	words, options := q.split()
	if len(words) == 0 {
		return
	}
	verb := words[0]
	if verb != "login" && len(words) > 1 {
		verb += " " + words[1]
	}
	if !slices.Contains(asking, verb) {
		return
	}
	is := func(name string) bool {
		v, given := options[name]
		return given && v.text != "false"
	}
	_, limited := options["--timeout"]
	q.Unlimited = q.Unlimited && slices.Contains(waiting, verb) && !limited && !is("--async") && !is("--dry-run")
	server := q.server(verb, words, options)
	if is("--insecure") && !isLocal(server) && !is("--port-forward") {
		q.Insecure = "--insecure"
	}
	for _, name := range []string{"--auth-token", "--password"} {
		if v, given := options[name]; given {
			q.expose(v.raw)
		}
	}
	if verb == "login" && !is("--sso") && !is("--core") {
		_, password := options["--password"]
		if q.LogsIn = password; password {
			if user, given := options["--username"]; given && !strings.ContainsAny(user.text, Unknown) && !strings.ContainsFunc(user.text, isExpression) {
				q.User = user.text
			}
		}
	}
	q.add("argocd "+verb, ci.ArgoCD)
}

// split tells words from options, with the values of these.
func (q *request) split() (words []string, options map[string]argument) {
	options = map[string]argument{}
	for i := 0; i < len(q.args); i++ {
		a := q.args[i]
		if a.opaque {
			q.opaque = true
			continue
		}
		if !strings.HasPrefix(a.text, "-") {
			words = append(words, a.text)
			continue
		}
		name, value, ok := strings.Cut(a.text, "=")
		_, raw, _ := strings.Cut(a.raw, "=")
		v := argument{text: value, raw: raw}
		if !ok && slices.Contains(argocdWithValue, name) && i+1 < len(q.args) {
			i++
			v = q.args[i]
		}
		options[name] = v
	}
	return words, options
}

// server returns the server that is named, "" where none is.
func (q *request) server(verb string, words []string, options map[string]argument) string {
	switch server := options["--server"].text; {
	case server != "":
		return server
	case verb == "login" && len(words) > 1:
		return words[1]
	}
	return q.reader.options.Env["ARGOCD_SERVER"]
}
