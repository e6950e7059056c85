// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/credential"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Options say which cluster kubectl asks. The zero value is what kubectl itself would ask.
type Options struct {
	// Kubeconfig is a file; "" is that of kubectl.
	Kubeconfig string
	// Context is a context of it; "" is the current one.
	Context string
	// Timeout bounds one question. 0 means 20 seconds.
	Timeout time.Duration
}

// kubectl is a cluster that is asked.
type kubectl struct {
	Options
	path string
}

// Kubectl returns the cluster that kubectl asks. It asks nothing yet.
func Kubectl(o Options) (*Cluster, error) {
	path, err := exec.LookPath("kubectl")
	if err != nil {
		return nil, &Error{Reason: NoKubectl, Message: "there is no kubectl on the PATH"}
	}
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	return &Cluster{&kubectl{o, path}}, nil
}

func (k *kubectl) live() bool { return true }

func (k *kubectl) String() string {
	switch {
	case k.Context != "":
		return "context " + k.Context
	case k.Kubeconfig != "":
		return k.Kubeconfig
	}
	return "the current context of kubectl"
}

func (k *kubectl) read(ctx context.Context, namespace string, kind Kind) ([]*krm.Item, error) {
	out, err := k.get(ctx, namespace, kind, "json")
	if err != nil {
		return nil, err
	}
	if err := isList(out, kind); err != nil {
		return nil, err
	}
	list, results := krm.FromForeign([]krm.Document{{Path: kind.String(), Line: 1, Text: out}})
	for _, r := range results {
		return nil, &Error{Kind: kind, Message: fmt.Sprintf("reading %s: kubectl printed what cannot be read: %s", kind, krm.OneLine(credential.Mask(r.Message)))}
	}
	return list.Items, nil
}

// isList says why what kubectl printed is no list of resources: then nothing is known, and not that there are none.
func isList(out []byte, kind Kind) error {
	var list struct {
		Kind  string
		Items *[]struct{ Kind string }
	}
	err := json.Unmarshal(out, &list)
	why := ""
	switch {
	case len(bytes.TrimSpace(out)) == 0:
		why = "nothing"
	case err != nil || list.Items == nil || !strings.HasSuffix(list.Kind, "List"):
		why = "no list of resources"
	case slices.ContainsFunc(*list.Items, func(i struct{ Kind string }) bool { return i.Kind != kind.Kind }):
		why = "resources of another kind"
	default:
		return nil
	}
	return &Error{Kind: kind, Message: fmt.Sprintf("%s could not be read: kubectl printed %s", kind, why)}
}

// secretsBegin is the first line of an answer, which tells no Secrets from no answer.
const secretsBegin = "Secrets:"

// secretTemplate prints secretsBegin and then a line for each Secret: namespace, name, type and keys, with a tab between them. No name of
// Kubernetes holds a tab.
const secretTemplate = secretsBegin + `{{"\n"}}{{range .items}}{{.metadata.namespace}}{{"\t"}}{{.metadata.name}}{{"\t"}}{{.type}}{{range $key, $value := .data}}{{"\t"}}{{$key}}{{end}}{{"\n"}}{{end}}`

func (k *kubectl) secrets(ctx context.Context, namespace string) ([]Secret, error) {
	out, err := k.get(ctx, namespace, secret, "go-template="+secretTemplate)
	if err != nil {
		return nil, err
	}
	lines, found := strings.CutPrefix(string(out), secretsBegin+"\n")
	if !found {
		return nil, &Error{Kind: secret, Message: "secrets could not be read: kubectl printed no list of them"}
	}
	var secrets []Secret
	for line := range strings.Lines(lines) {
		words := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(words) < 3 {
			return nil, &Error{Kind: secret, Message: "reading secrets: kubectl printed a line that cannot be read"}
		}
		keys := slices.Sorted(slices.Values(words[3:]))
		secrets = append(secrets, Secret{Namespace: words[0], Name: words[1], Type: words[2], Keys: keys})
	}
	return secrets, nil
}

// get asks for the resources of a kind.
func (k *kubectl) get(ctx context.Context, namespace string, kind Kind, output string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, k.Timeout)
	defer cancel()
	args := []string{"get", kind.String(), "--output=" + output, "--request-timeout=" + k.Timeout.String()}
	if k.Kubeconfig != "" {
		args = append(args, "--kubeconfig="+k.Kubeconfig)
	}
	if k.Context != "" {
		args = append(args, "--context="+k.Context)
	}
	switch {
	case kind.ClusterScoped:
	case namespace == AllNamespaces:
		args = append(args, "--all-namespaces")
	default:
		args = append(args, "--namespace="+namespace)
	}
	out, errs := &limited{left: krm.MaxInput}, &limited{left: 1 << 16}
	cmd := exec.CommandContext(ctx, k.path, args...)
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = out, errs, time.Second
	err := cmd.Run()
	switch {
	case out.left < 0:
		return nil, &Error{Kind: kind, Message: fmt.Sprintf("reading %s: kubectl prints more than %d MiB", kind, krm.MaxInput>>20)}
	case err != nil:
		return nil, k.explain(ctx, kind, err, errs.String())
	}
	return out.Bytes(), nil
}

// limited keeps the first bytes of what is written. left is below 0 where there were more.
type limited struct {
	bytes.Buffer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errors.New("too much")
	}
	return l.Buffer.Write(p)
}

// words are by which kubectl says why, in its last line.
var words = []struct {
	said   string
	reason Reason
}{
	{"the server doesn't have a resource type", NoSuchKind},
	{"no matches for kind", NoSuchKind},
	{"(Forbidden)", Forbidden},
	{"(Unauthorized)", Unauthorized},
	{"You must be logged in", Unauthorized},
	{"the server has asked for the client to provide credentials", Unauthorized},
	{"no configuration has been provided", NoConfiguration},
	{"Error in configuration", NoConfiguration},
	{"context was not found", NoConfiguration},
	{"invalid configuration", NoConfiguration},
	{"error loading config file", NoConfiguration},
	{"no such file or directory", NoConfiguration},
	{"connection refused", Unreachable},
	{"was refused", Unreachable},
	{"Unable to connect to the server", Unreachable},
	{"i/o timeout", Unreachable},
	{"no such host", Unreachable},
	{"deadline exceeded", Unreachable},
	{"Timeout exceeded", Unreachable},
	{"was unable to return a response", Unreachable},
	// What is no API server says so of everything.
	{"could not find the requested resource", Unreachable},
}

// explain words why a question was not answered. What concerns every kind does not name one.
func (k *kubectl) explain(ctx context.Context, kind Kind, err error, stderr string) error {
	said := lastLine(stderr)
	if said == "" {
		said = err.Error()
	}
	e := &Error{Kind: kind}
	for _, w := range words {
		if strings.Contains(said, w.said) {
			e.Reason = w.reason
			break
		}
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		e.Reason, said = Unreachable, fmt.Sprintf("no answer in %s", k.Timeout)
	}
	switch e.Reason {
	case Unreachable:
		e.Message = fmt.Sprintf("the cluster (%s) does not answer: %s", k, said)
	case Unauthorized:
		e.Message = fmt.Sprintf("the cluster (%s) does not know who asks: %s", k, said)
	case NoConfiguration:
		e.Message = fmt.Sprintf("kubectl does not know which cluster is meant (%s): %s", k, said)
	case Forbidden:
		e.Message = fmt.Sprintf("reading %s needs the right to `list` them: %s", kind, said)
	case NoSuchKind:
		e.Message = fmt.Sprintf("reading %s: the cluster (%s) does not know them", kind, k)
	default:
		e.Message = fmt.Sprintf("reading %s: kubectl: %s", kind, said)
	}
	return e
}

// lastLine is the last line of what kubectl says, where it comes to the point, without what may be a credential and short enough
// to be shown.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(credential.Mask(text)), "\n")
	line := strings.TrimPrefix(krm.OneLine(strings.TrimSpace(lines[len(lines)-1])), "error: ")
	if runes := []rune(line); len(runes) > 300 {
		line = string(runes[:300]) + "…"
	}
	return line
}
