// SPDX-License-Identifier: Apache-2.0

package script_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/script"
)

// words says what is found of a request.
func words(q ci.Request) string {
	all := []string{fmt.Sprintf("%d %s", q.Line, q.Command)}
	for _, w := range []struct {
		word string
		is   bool
	}{
		{"unlimited", q.Unlimited}, {"connect", q.ConnectOnly}, {"insecure", q.Insecure != ""}, {"variable " + q.Credential, q.Exposed == ci.ByVariable},
		{"expression " + q.Credential, q.Exposed == ci.ByExpression}, {"literal", q.Exposed == ci.Literally}, {"fails", q.FailsStep}, {"options", q.SyncOptions},
		{"type " + q.ContentType, q.WrongType}, {"unseen", q.Unseen}, {"password " + q.User, q.LogsIn}, {"updater", q.Target == ci.ImageUpdater},
	} {
		if w.is {
			all = append(all, strings.TrimSpace(w.word))
		}
	}
	return strings.Join(all, ", ")
}

const url = "https://argocd.example.org/api/v1/applications/shop/sync"

func TestRead(t *testing.T) {
	const right = "curl -fsS -m 30 -H @header --json '{}' "
	for _, c := range []struct{ name, text, want string }{
		{"right", right + url + " || true", "1 curl"},
		{"fails", right + url, "1 curl, fails"},
		{"nothing of Argo CD", "curl https://example.org/api/v1/applications/uuid/start; curl https://example.org", ""},
		{"a branch before", "true\n\n" + right + url + "\n", "3 curl, fails"},
		{"no limit", "curl -fsS -H @header --json '{}' " + url + " || true", "1 curl, unlimited"},
		{"connecting only", "curl -fsS --connect-timeout 5 -H @header --json '{}' " + url + " || true", "1 curl, unlimited, connect"},
		{"timeout", "timeout -k 5 30s curl -fsS -H @header --json '{}' " + url + " || true", "1 curl"},
		{"a limit with an equals sign", "curl -fsS --max-time 30 --header @header --json {} --url " + url + " || true", "1 curl"},
		{"grouped", "curl -fsSkX POST -m30 -H 'Content-Type: application/json' " + url + " || true", "1 curl, insecure"},
		{"an option in a file", "curl -K config " + url + " || true", "1 curl"},
		{"options of nobody knows where", "curl $OPTIONS " + url + " || true", "1 curl"},
		{"options in a variable", "OPTIONS='-fsS -m 9 --json {}'\ncurl $OPTIONS " + url + " || true", "2 curl"},
		{"options in an array", "args=(-fsS -m 9)\nargs+=(-H 'Content-Type: application/json' -X POST)\ncurl \"${args[@]}\" " + url + " || true", "3 curl"},
		{"a bad array", "args=(-fsS -k)\ncurl \"${args[@]}\" '" + url + "?refresh=hard' || true", "2 curl, unlimited, insecure"},
		{"the URL in a variable", "base=https://argocd.example.org\nurl=\"$base/api/v1/applications/shop/sync\"\ncurl -fsS -m 9 -d x \"$url\" || true", "3 curl, type application/x-www-form-urlencoded"},
		{"GET with data", "curl -fsS -m 9 -G -d refresh=hard " + strings.TrimSuffix(url, "/sync") + "/resource-tree || true", "1 curl"},
		{"POST without a type", "curl -fsS -m 9 -XPOST " + url + " || true", "1 curl, type"},
		{"with a charset", "curl -fsS -m 9 -H 'Content-Type: application/json; charset=utf-8' -d {} " + url + " || true", "1 curl, type application/json; charset=utf-8"},
		{"a type in a variable", "curl -fsS -m 9 -H \"Content-Type: $TYPE\" -d {} " + url + " || true", "1 curl"},
		{"the type last", "curl -fsS -m 9 -d {} " + url + " -H content-type:application/json || true", "1 curl"},
		{"continued", "curl -fsS \\\n  -m 9 \\\n  --json '{}' \\\n  " + url + " \\\n  || true", "1 curl"},
		{"options of a sync", right[:len(right)-5] + "'{\"syncOptions\":{\"items\":[]}}' " + url + " || true", "1 curl, options"},
		{"options in a here-document", "curl -fsS -m 9 --json @- " + url + " <<EOF || true\n{\"syncOptions\": {}}\nEOF", "1 curl, options"},
		{"a word of a message", "echo syncOptions: {}; " + right + url + " || true", "1 curl"},
		{"a token in a variable", "curl -fsS -m 9 --json {} -H \"Authorization: Bearer $TOKEN\" " + url + " || true", "1 curl, variable TOKEN"},
		{"a token in an array", "h=(-H \"Authorization: Bearer ${TOKEN}\")\ncurl -fsS -m 9 --json {} \"${h[@]}\" " + url + " || true", "2 curl, variable TOKEN"},
		{"a token as a cookie", "curl -fsS -m 9 --json {} -b argocd.token=$T " + url + " || true", "1 curl, variable T"},
		{"a token of GitHub", "curl -fsS -m 9 --json {} -H \"Authorization: Bearer \uE001\" " + url + " || true", "1 curl, expression secrets.TOKEN"},
		{"a token in the file", "curl -fsS -m 9 --json {} -H 'Authorization: Bearer " + "ey" + "JhbGciOiJIUzI1NiJ9.e30.x9' " + url + " || true", "1 curl, literal"},
		{"a placeholder", "curl -fsS -m 9 --json {} -H 'Authorization: Bearer <token>' " + url + " || true", "1 curl"},
		{"another header", "curl -fsS -m 9 --json {} -H \"X-Trace: $TRACE\" " + url + " || true", "1 curl"},
		{"unseen", "curl -sS -m 9 --json {} " + url + " || true", "1 curl, unseen"},
		{"looked at", "code=$(curl -sS -m 9 -o /dev/null -w '%{http_code}' --json {} " + url + ") || code=000", "1 curl"},
		{"an assignment fails", "body=$(curl -sS -m 9 --json {} " + url + ")", "1 curl, fails"},
		{"a declaration does not", "export body=$(curl -sS -m 9 --json {} " + url + ")", "1 curl"},
		{"an argument does not", "echo \"$(curl -sS -m 9 --json {} " + url + ")\"", "1 curl"},
		{"the first of two in a substitution", "x=$(curl -sS -m 9 --json {} " + url + "; true)", "1 curl"},
		{"a condition", "if curl -fsS -m 9 --json {} " + url + "; then echo; fi", "1 curl"},
		{"within a condition", "if true; then " + right + url + "; fi", "1 curl, fails"},
		{"else", "if true; then echo; else " + right + url + "; fi", "1 curl, fails"},
		{"until", "until " + right + url + "; do sleep 1; done", "1 curl"},
		{"a loop", "for i in 1 2; do " + right + url + " && break; done", "1 curl"},
		{"a pipe", right + url + " | jq .", "1 curl"},
		{"a pipe with pipefail", "set -o pipefail\n" + right + url + " | jq .", "2 curl, fails"},
		{"set +e", "set +e\n" + right + url, "2 curl"},
		{"set -euo pipefail after", "set +e\nset -euo pipefail\n" + right + url, "3 curl, fails"},
		{"a trap", "trap 'exit 0' EXIT\n" + right + url, "2 curl"},
		{"behind", right + url + " &", "1 curl"},
		{"a function", "notify() {\n" + right + url + "\n}\nnotify || true", "2 curl"},
		{"a group", "{ " + right + url + "; } || true", "1 curl"},
		{"a subshell", "(cd x && " + right + url + ")", "1 curl, fails"},
		{"not", "! " + right + url, "1 curl"},
		{"sudo", "sudo -E " + right + url + " || true", "1 curl"},
		{"the machine itself", "curl -kfsS -m 9 --json {} https://localhost:8080/api/v1/applications/shop/sync || true", "1 curl"},
		{"the updater", "curl -fsS -m 9 -d @event -H 'Content-Type: application/json' 'https://u.example.org/webhook?type=ghcr.io' || true", "1 curl, updater"},
		{"wget", "wget -qO- --header \"Authorization: Bearer $T\" --header 'Content-Type: application/json' --post-data={} " + url + " || true", "1 wget, variable T"},
		{"wget without a type", "wget --no-check-certificate --post-data {} " + url + " || true", "1 wget, insecure, type application/x-www-form-urlencoded"},
		{"argocd", "argocd app sync shop --timeout 60 || true\nargocd app wait shop || true", "1 argocd app sync; 2 argocd app wait, unlimited"},
		{"argocd in the background", "argocd app sync shop --async || true", "1 argocd app sync"},
		{"argocd with options before", "argocd --server x --auth-token=$T app get shop", "1 argocd app get, variable T, fails"},
		{"a function of that name", "argocd() { echo \"$@\"; }\nargocd app wait shop", ""},
		{"argocd of another kind", "argocd version --client; argocd cluster list", ""},
		{"argocd logs in", "argocd login x --username admin --password \"$P\" --insecure || true", "1 argocd login, insecure, variable P, password admin"},
		{"argocd logs in at home", "argocd login localhost:8080 --sso --insecure || true", "1 argocd login"},
		{"argocd is installed", "curl -sSL -o argocd https://github.com/argoproj/argo-cd/releases/download/v3.0.0/argocd-linux-amd64 && chmod +x argocd", ""},
		{"no shell", "if then ((", ""},
		{"a message", "echo \"curl " + url + "\"", ""},
		{"a comment", "# curl " + url, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var all []string
			for _, q := range script.Read(c.text, script.Options{Errexit: true, Expressions: []string{" secrets.TOKEN "}}).Requests {
				all = append(all, words(q))
			}
			assert.Equal(t, strings.Join(all, "; "), c.want)
		})
	}
}

// TestOptions holds what the step around a script changes, and what stands in env.
func TestOptions(t *testing.T) {
	text := "curl -fsS --json {} \"$SERVER/sync\""
	one := func(o script.Options) string {
		found := script.Read(text, o).Requests
		if len(found) != 1 {
			return fmt.Sprint(len(found))
		}
		return words(found[0])
	}
	env := map[string]string{"SERVER": "https://" + script.Unknown + "/api/v1/applications/shop"}
	assert.Equal(t, one(script.Options{Errexit: true, Env: env}), "1 curl, unlimited, fails")
	assert.Equal(t, one(script.Options{Errexit: true, Env: env, Guarded: true, Limited: true}), "1 curl")
	assert.Equal(t, one(script.Options{Env: env}), "1 curl, unlimited")
	assert.Equal(t, one(script.Options{Errexit: true}), "0")
}

// TestCalls holds which scripts are run, and how.
func TestCalls(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"sh .github/fairlead/notify.sh", ".github/fairlead/notify.sh false"},
		{"./deploy.sh now || true", "deploy.sh true"},
		{"bash -ex scripts/a.sh && timeout 9 scripts/b.sh", "scripts/a.sh true, scripts/b.sh false"},
		{"bash -c 'echo x' y.sh", ""},
		{"sh \"$DIR/x.sh\"", ""},
		{"cat x.sh", ""},
	} {
		var all []string
		for _, call := range script.Read(c.text, script.Options{Errexit: true}).Calls {
			all = append(all, fmt.Sprint(call.Path, " ", call.Options.Guarded))
		}
		assert.Equal(t, strings.Join(all, ", "), c.want, c.text)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"curl -k " + url, "argocd app sync x", "a=(b c)\ncurl \"${a[@]}\" " + url, "curl <<EOF\nx\nEOF"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + 1
		for _, q := range script.Read(text, script.Options{Errexit: true}).Requests {
			assert.Assert(t, q.Line >= 1 && q.Line <= lines && q.Column >= 1)
		}
	})
}
