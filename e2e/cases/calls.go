// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// call is a call of Argo CD's API and what it answers to whom. A status of 0 is not asked for.
type call struct {
	what, method, path string
	// contentType is "application/json" where it is ""; "-" is none.
	contentType, body string
	// stranger is the status without a token and with one that is none; powerless that of an account without a policy; pipeline that
	// of an account that may get and sync this one Application.
	stranger, powerless, pipeline int
	// holds is asked of an answer with status 200: may says whether the caller may get and sync own.
	holds func(body []byte, own string, may bool) error
}

// calls are the calls on an Application. {own}, {other}, {missing} and {project} stand for names, {commit} for a commit.
var calls = []call{
	{what: "GET own", method: "GET", path: "/{own}", stranger: 401, powerless: 403, pipeline: 200},
	{what: "GET own, refreshed", method: "GET", path: "/{own}?refresh=hard", stranger: 401, powerless: 403, pipeline: 200},
	{what: "GET own as of another AppProject", method: "GET", path: "/{own}?project={other}", pipeline: 403},
	{what: "sync own", method: "POST", path: "/{own}/sync", body: "{}", stranger: 401, powerless: 403, pipeline: 200},
	{what: "sync own, empty body", method: "POST", path: "/{own}/sync", pipeline: 200},
	{what: "sync own, no content type", method: "POST", path: "/{own}/sync", contentType: "-", body: "{}", pipeline: 415},
	{what: "sync own, form", method: "POST", path: "/{own}/sync", contentType: "application/x-www-form-urlencoded", body: "{}", pipeline: 415},
	{what: "sync own to a branch that is not there", method: "POST", path: "/{own}/sync", body: `{"revision":"nosuchbranch"}`, pipeline: 400},
	{what: "sync own to an older commit", method: "POST", path: "/{own}/sync", body: `{"revision":"{commit}"}`, powerless: 403, pipeline: 200},
	{what: "sync own, dry run", method: "POST", path: "/{own}/sync", body: `{"dryRun":true}`, pipeline: 200},
	{what: "sync a part of own", method: "POST", path: "/{own}/sync", body: `{"resources":[{"group":"apps","kind":"Deployment","name":"{own}"}]}`, pipeline: 200},
	{what: "sync own with other manifests", method: "POST", path: "/{own}/sync", body: `{"manifests":["{}"]}`, powerless: 403, pipeline: 403},
	{what: "roll own back", method: "POST", path: "/{own}/rollback", body: `{"id":0}`, powerless: 403, pipeline: 200},
	{what: "end an operation of own", method: "DELETE", path: "/{own}/operation", pipeline: 400},
	{what: "delete own", method: "DELETE", path: "/{own}", powerless: 403, pipeline: 403},
	{what: "delete own, no content type", method: "DELETE", path: "/{own}", contentType: "-", pipeline: 415},
	{what: "PATCH own", method: "PATCH", path: "/{own}", body: `{"name":"{own}","patch":"{}","patchType":"merge"}`, powerless: 403, pipeline: 403},
	{what: "PUT the spec of own", method: "PUT", path: "/{own}/spec", body: `{"project":"{project}","source":{"repoURL":"https://example.org"},"destination":{}}`, powerless: 403, pipeline: 403},
	{what: "GET other", method: "GET", path: "/{other}", stranger: 401, powerless: 403, pipeline: 403},
	{what: "sync other", method: "POST", path: "/{other}/sync", body: "{}", stranger: 401, powerless: 403, pipeline: 403},
	{what: "GET one that is not there", method: "GET", path: "/{missing}", stranger: 401, powerless: 403, pipeline: 403},
	{what: "sync one that is not there", method: "POST", path: "/{missing}/sync", body: "{}", stranger: 401, powerless: 403, pipeline: 403},
	{what: "list", method: "GET", path: "", stranger: 401, powerless: 200, pipeline: 200, holds: onlyOwn},
	{what: "GET the resources of own", method: "GET", path: "/{own}/resource-tree", powerless: 403, pipeline: 200},
	{what: "GET the manifests of own", method: "GET", path: "/{own}/manifests", powerless: 403, pipeline: 200},
	{what: "GET the logs of own", method: "GET", path: "/{own}/logs?podName=any", powerless: 403, pipeline: 403},
	{what: "clusters", method: "GET", path: "../clusters", powerless: 200, pipeline: 200},
	{what: "AppProjects", method: "GET", path: "../projects", powerless: 200, pipeline: 200},
	{what: "may it sync own", method: "GET", path: "../account/can-i/applications/sync/{project}%2F{own}", powerless: 200, pipeline: 200, holds: yesOrNo},
}

// onlyOwn holds that a list has the Application that the caller may get, and no other.
func onlyOwn(body []byte, own string, may bool) error {
	var list struct {
		Items []struct{ Metadata struct{ Name string } }
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return err
	}
	var names, want []string
	for _, item := range list.Items {
		names = append(names, item.Metadata.Name)
	}
	if may {
		want = []string{own}
	}
	if !slices.Equal(names, want) {
		return fmt.Errorf("it lists %v, expected %v", names, want)
	}
	return nil
}

func yesOrNo(body []byte, _ string, may bool) error {
	var answer struct{ Value string }
	if err := json.Unmarshal(body, &answer); err != nil {
		return err
	}
	if want := map[bool]string{true: "yes", false: "no"}[may]; answer.Value != want {
		return fmt.Errorf("it answers %q, expected %q", answer.Value, want)
	}
	return nil
}

// caller is somebody who calls, and which column of the table holds for them.
type caller struct {
	who, token string
	status     func(call) int
	isPipeline bool
}

func stranger(who, token string) caller {
	return caller{who: who, token: token, status: func(c call) int { return c.stranger }}
}

func powerless(who, token string) caller {
	return caller{who: who, token: token, status: func(c call) int { return c.powerless }}
}

func pipeline(who, token string) caller {
	return caller{who: who, token: token, status: func(c call) int { return c.pipeline }, isPipeline: true}
}

// target is what the placeholders of a path stand for.
type target struct{ own, other, commit string }

// try makes calls, holds the status of each, and returns how many were made.
func (c caller) try(t *suite.T, on target, calls ...call) (made int) {
	names := strings.NewReplacer("{own}", on.own, "{project}", on.own, "{other}", on.other, "{missing}", on.own+"-missing", "{commit}", on.commit)
	for _, call := range calls {
		want := c.status(call)
		if want == 0 {
			continue
		}
		made++
		path := "/api/v1/applications" + names.Replace(call.path)
		if rest, ok := strings.CutPrefix(call.path, ".."); ok {
			path = "/api/v1" + names.Replace(rest)
		}
		contentType := call.contentType
		switch {
		case contentType == "-":
			contentType = ""
		case contentType == "" && call.method != http.MethodGet:
			contentType = "application/json"
		}
		answer, err := t.Argo.As(c.token).Call(t.Context(), call.method, path, contentType, []byte(names.Replace(call.body)))
		t.Must(err)
		t.Check(answer.Status == want, "%s: %s answers %d %s, expected %d", c.who, call.what, answer.Status, answer.Message(), want)
		if call.holds != nil && answer.Status == http.StatusOK {
			err := call.holds(answer.Body, on.own, c.isPipeline)
			t.Check(err == nil, "%s: %s: %v", c.who, call.what, err)
		}
		if answer.Status == http.StatusOK && call.method == http.MethodPost {
			t.App(on.own).WaitOperation() // the next sync is refused while this one goes on
		}
	}
	return made
}

// named returns some of the calls.
func named(what ...string) []call {
	var some []call
	for _, c := range calls {
		if slices.Contains(what, c.what) {
			some = append(some, c)
		}
	}
	return some
}
