// SPDX-License-Identifier: Apache-2.0

package faults

import "strings"

// AtFile says that a fault is found on the first line of a file of the repository that holds a text.
func (s *Set) AtFile(file, text string) Planted {
	s.t.Helper()
	before, _, ok := strings.Cut(s.Files[file], text)
	if !ok {
		s.t.Fatalf("%s does not hold %q", file, text)
	}
	return Planted{At: []Place{{file, strings.Count(before, "\n") + 1}}}
}

// notify plants a fault into a command that speaks to Argo CD, in the workflow or in the script that it runs.
func notify(old string, texts ...string) Fault {
	return func(s *Set) Planted {
		s.delivered()
		s.change(ciFile, old, Pick(s, texts...))
		return s.AtFile(ciFile, "curl ")
	}
}

// inScript puts a command into the script that the workflow runs.
func inScript(s *Set, commands ...string) Planted {
	s.delivered()
	command := Pick(s, commands...)
	s.Files[notifyFile] += command + "\n"
	return s.AtFile(notifyFile, strings.Split(command, "\n")[0])
}

// phrase plants a fault into a text of the workflow.
func phrase(old string, texts ...string) Fault {
	return func(s *Set) Planted {
		s.delivered()
		text := Pick(s, texts...)
		s.change(ciFile, old, text)
		return s.AtFile(ciFile, text)
	}
}

const (
	synced = "https://argocd.example.org/api/v1/applications/delivered/sync"
	bearer = "-H \"Authorization: Bearer $TOKEN\""
)

// workflows are the faults of the rules of the package workflow.
var workflows = map[string]Fault{
	"notify-without-time-limit": func(s *Set) Planted {
		if s.Intn(2) == 0 {
			return inScript(s, "argocd app wait delivered || true", "argocd --server argocd.example.org app sync delivered --prune || true", "if argocd app wait delivered --health; then echo runs; fi")
		}
		return notify("--max-time 30", "", "--connect-timeout 5", "--retry 3 --retry-delay 5")(s)
	},
	"notify-without-tls-check": notify("-fsS", "-kfsS", "-fsS --insecure", "-fsSk", "-fsS -k"),
	"notify-token-on-command-line": func(s *Set) Planted {
		if s.Intn(3) == 0 {
			return inScript(s, "argocd app get delivered --auth-token \"$TOKEN\" || true", "argocd app get delivered --auth-token=$TOKEN || true")
		}
		return notify("-H @header", bearer, "-H \"authorization:Bearer ${TOKEN}\"", "--header 'Authorization: Bearer ${{ secrets.ARGOCD_TOKEN }}'", "--oauth2-bearer \"$TOKEN\"", "-b \"argocd.token=$TOKEN\"")(s)
	},
	"notify-fails-build": func(s *Set) Planted {
		if s.Intn(3) == 0 {
			return inScript(s, "argocd app get delivered", "curl -fsS -m 9 -H @header "+synced, "status=$(curl -fsS -m9 -H @header '"+synced+"?refresh=hard')")
		}
		return notify(" || echo '::warning::not told'", "", " > answer.json", "; echo told", "\n          echo told")(s)
	},
	"notify-with-sync-options": notify("\"project\": \"delivered\"", "\"syncOptions\": {\"items\": [\"Prune=true\"]}", "\"project\": \"delivered\", \"syncOptions\": null"),
	"notify-not-json": func(s *Set) Planted {
		if s.Intn(3) == 0 {
			return inScript(s, "curl -fsS -m 9 -X POST '"+synced+"' || true", "wget -qO- --post-data='{}' "+synced+" || true")
		}
		return notify("-H @header --json", "-d", "-XPOST --data-raw", "-H 'Content-Type: application/json; charset=utf-8' -d", "-H 'content-type: text/plain' --data")(s)
	},
	"notify-refusal-unseen": notify("-fsS", "-sS", "-s", "-sSL", "-so /dev/null"),
	"notify-logs-in-with-password": func(s *Set) Planted {
		return inScript(s, "argocd login argocd.example.org --username admin --password \"$PASSWORD\"", "argocd login argocd.example.org --grpc-web --username=ci --password=\"$PASSWORD\" || true").And("notify-token-on-command-line")
	},
	"expression-not-valid": func(s *Set) Planted {
		if s.Intn(2) == 0 {
			return phrase("if: github.ref == 'refs/heads/main'", "if: github.ref == \"refs/heads/main\"", "if: github.ref = 'refs/heads/main'", "if: ${{ github.ref == 'refs/heads/main' & true }}")(s)
		}
		return phrase("umask 077", "echo ${{ github.sha::7 }}", "echo ${{ github.run_number + 1 }}", "echo \"${{ }}\"", "echo '${{ github.sha }'")(s)
	},
	"expression-not-evaluated": phrase("umask 077", "echo {{ github.sha }}", "echo \"{{github.ref_name}}\"", "echo '$ {{ github.sha }}'", "echo '${ { secrets.TOKEN } }'", "export TAG='sha-{{ steps.meta.outputs.version }}'"),
	"condition-always-true":    phrase("if: github.ref == 'refs/heads/main'", "if: ${{ github.ref == 'refs/heads/main' }} && true", "if: github.event_name == 'push' && ${{ github.ref == 'refs/heads/main' }}", "if: (${{ github.ref == 'refs/heads/main' }})"),
	"tag-pattern-not-read": func(s *Set) Planted {
		s.delivered()
		text := Pick(s, "type=sha", "ghcr.io/planted/other:{{branch}}", "ghcr.io/planted/other:{{sha}}")
		s.change(ciFile, "      - name: Notify\n", "      - uses: docker/build-push-action@v6\n        with:\n          tags: '"+text+"'\n      - name: Notify\n")
		return s.AtFile(ciFile, "tags: '"+text)
	},
	"push-not-permitted": func(s *Set) Planted {
		s.delivered()
		s.change(ciFile, "{contents: read, packages: write}", Pick(s, "{contents: read}", "{contents: write, packages: read}", "read-all", "{}"))
		return s.AtFile(ciFile, "docker/login-action")
	},
	"workflow-not-valid": func(s *Set) Planted {
		return phrase("        env:", "        envs:", "        environment:", "        Environ:")(s)
	},
	"permissions-too-wide": phrase("{contents: read, packages: write}", "write-all"),
}

// onNode plants a fault into the registries.yaml of a node, found on the line that it adds.
func onNode(old, text string) Fault {
	return func(s *Set) Planted {
		s.delivered()
		s.Files[nodeFile] = baseNode
		s.change(nodeFile, old, text)
		return s.AtFile(nodeFile, strings.TrimSpace(text))
	}
}

const (
	nodeFile = "node/registries.yaml"
	baseNode = `mirrors:
  docker.io:
    endpoint:
      - https://mirror.example.org
configs:
  ghcr.io:
    auth:
      username: planted
      password: <token>
    tls:
      ca_file: /etc/ssl/ca.pem
`
)

// node are the faults of the rules of the package node.
var node = map[string]Fault{
	"registries-field-unknown": func(s *Set) Planted {
		c := Pick(s, [2]string{"      username:", "      user:"}, [2]string{"      ca_file:", "      ca-file:"}, [2]string{"    endpoint:\n", "    endpoints:\n"},
			[2]string{"      password: <token>", "      token: <token>"}, [2]string{"      ca_file: /etc/ssl/ca.pem", "      insecure_skip_verify: maybe"}, [2]string{"    tls:\n", "    TLS:\n"})
		return onNode(c[0], c[1])(s)
	},
	"registries-auth-unused": func(s *Set) Planted {
		return onNode("  ghcr.io:", Pick(s, "  https://ghcr.io:", "  ghcr.io/planted:", "  http://ghcr.io/:"))(s)
	},
	"registries-with-password": func(s *Set) Planted {
		return onNode("      password: <token>", Pick(s, "      password: Tr0ub4dor-and-3", "      auth: cGxhbnRlZDpUcjB1YjRkb3I=", "      identity_token: 0a1b2c3d4e5f6071"))(s)
	},
}
