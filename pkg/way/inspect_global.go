// SPDX-License-Identifier: Apache-2.0

package way

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/wrapper"
)

// globalFlags looks at the flags that kustomize is given for every Application.
func (in *installation) globalFlags() Way {
	w := Way{Name: GlobalFlags}
	flags := strings.Fields(in.setting(argocd.KeyKustomizeBuildOptions))
	plugins, exec := set(flags, Flags[0]), set(flags, Flags[1])
	w.Findings = in.scopedFlags()
	if value := restrictor(flags); value != wrapper.RootOnly && len(in.wrapperKeys()) == 0 { // otherwise the wrapper says it
		w.Findings = append(w.Findings, Finding{Warning, fmt.Sprintf("%s of %s has %s %s: every repository reads any file of the repo server",
			argocd.KeyKustomizeBuildOptions, argocd.ConfigMap, wrapper.LoadRestrictor, value), "take the flag out"})
	}
	switch {
	case plugins && !exec:
		w.Findings = append(w.Findings, Finding{Warning, fmt.Sprintf("%s of %s has %s without %s: kustomize leaves functions out without a word, and what they made is pruned",
			argocd.KeyKustomizeBuildOptions, argocd.ConfigMap, Flags[0], Flags[1]), "take the flag out, or see docs/argo-cd.md"})
	case exec && !plugins:
		w.Findings = append(w.Findings, Finding{Warning, fmt.Sprintf("%s of %s has %s without %s, which does nothing", argocd.KeyKustomizeBuildOptions, argocd.ConfigMap, Flags[1], Flags[0]), ""})
	}
	if !plugins || !exec {
		return w
	}
	w.Installed = true
	open, known := in.open()
	w.Findings = append(w.Findings, open...)
	w.Findings = append(w.Findings, in.egress()...)
	w.Findings = append(w.Findings, in.onPath()...)
	w.Works = known && !failed(w.Findings)
	return w
}

// onPath says whether kustomize finds the functions by their bare names. The flags may be there for functions of others.
func (in *installation) onPath() []Finding {
	i := in.findInstaller()
	if i == nil {
		return []Finding{{Info, "Fairlead's functions are not in the repo server", ""}}
	}
	findings := in.judgeInstaller(i, GlobalFlags)
	if failed(findings) || in.mountsFunctions(i) {
		return findings
	}
	for _, e := range entries(krm.Lookup(in.main, "env")) {
		if krm.Text(krm.Lookup(e, "name")) != "PATH" {
			continue
		}
		for dir := range strings.SplitSeq(krm.Text(krm.Lookup(e, "value")), ":") {
			if m, ok := holding(in.main, dir); ok && m.volume == i.volume && m.inVolume(dir) == i.at {
				return findings
			}
		}
	}
	return append(findings, Finding{Warning, "the functions are not on the PATH of the repo server: a kustomization that names one by its bare name fails", in.component(GlobalFlags)})
}

// set reports whether a flag of kustomize is set.
func set(flags []string, flag string) bool {
	on := false
	for _, f := range flags {
		switch name, value, _ := strings.Cut(f, "="); {
		case name != flag:
		case value == "false" || value == "0" || value == "f" || value == "F" || value == "FALSE" || value == "False":
			on = false
		default:
			on = true
		}
	}
	return on
}

// scopedFlags finds flags for one kustomize, which Argo CD reads before v3.2 alone.
func (in *installation) scopedFlags() []Finding {
	var findings []Finding
	version, _, err := argocd.Resolve(in.runs)
	for _, key := range in.settings(argocd.KeyKustomizeBuildOptions + ".") {
		name := strings.TrimPrefix(key, argocd.KeyKustomizeBuildOptions+".")
		switch {
		case !set(strings.Fields(in.setting(key)), Flags[1]) || slices.Contains(in.wrapperKeys(), argocd.KeyKustomizePath+"."+name):
		case err == nil && !version.AtLeast(3, 2):
			findings = append(findings, Finding{Warning, fmt.Sprintf("%s of %s lets every Application that asks for the kustomize %q run every program that its repository names", key, argocd.ConfigMap, name), "use the wrapper: " + in.component(Wrapper)})
		default:
			findings = append(findings, Finding{Warning, fmt.Sprintf("%s of %s is not read by Argo CD v3.2 and later: without the flags functions are left out", key, argocd.ConfigMap), "use the wrapper: " + in.component(Wrapper)})
		}
	}
	return findings
}

// open says who can run programs in the repo server: whoever can bring a repository of theirs into an Application. known is
// false where nobody can say.
func (in *installation) open() (findings []Finding, known bool) {
	if len(in.projects) == 0 {
		where := "the namespace " + in.Namespace
		if !in.cluster.Live() {
			where = "the dump"
		}
		return []Finding{{Warning, "who may run programs in the repo server is not known: " + where + " holds no AppProject, and the flags are global", in.kubectl("get appprojects.argoproj.io")}}, false
	}
	var every, hosts []string
	example := ""
	for _, p := range in.projects {
		patterns := words(p.Lookup("spec", "sourceRepos"))
		if permitted(patterns, ofAnyHost) != "" {
			every = append(every, p.Name)
		} else if r := permitted(patterns, ofStrangers); r != "" {
			hosts, example = append(hosts, p.Name), r
		}
	}
	const remedy = "name the repositories in spec.sourceRepos, or use the wrapper in the place of the flags"
	if len(every) > 0 {
		findings = append(findings, Finding{Danger, fmt.Sprintf("every repository may run programs in the repo server: the flags are global, and %s %s every repository (spec.sourceRepos)",
			kind("AppProject", every), allows(every)), remedy})
	}
	if len(hosts) > 0 {
		findings = append(findings, Finding{Danger, fmt.Sprintf("strangers may run programs in the repo server: the flags are global, and %s %s repositories that anybody can make, such as %s (spec.sourceRepos)",
			kind("AppProject", hosts), allows(hosts), example), remedy})
	}
	if len(findings) == 0 {
		findings = append(findings, Finding{Warning, "every Application may run every program that its repository names, with the credentials of the repo server", "use the wrapper in the place of the flags"})
	}
	return findings, true
}

func kind(what string, names []string) string {
	if len(names) > 1 {
		what += "s"
	}
	return what + " " + named(names)
}

func allows(names []string) string {
	if len(names) > 1 {
		return "allow"
	}
	return "allows"
}

// egress says whether a policy bounds what the repo server may reach.
func (in *installation) egress() []Finding {
	if in.policies == nil && !in.cluster.Live() {
		return nil // the dump may have left them out
	}
	labels := in.server.Lookup("spec", "template", "metadata", "labels")
	for _, p := range in.policies {
		if !slices.Contains(words(p.Lookup("spec", "policyTypes")), "Egress") {
			continue
		}
		matches := true
		selector := p.Lookup("spec", "podSelector", "matchLabels")
		if selector != nil {
			for i := 0; i+1 < len(selector.Content); i += 2 {
				matches = matches && krm.Text(krm.Lookup(labels, selector.Content[i].Value)) == selector.Content[i+1].Value
			}
		}
		if matches {
			return []Finding{{OK, fmt.Sprintf("the NetworkPolicy %s bounds what the repo server may reach", p.Name), ""}}
		}
	}
	return []Finding{{Warning, "no NetworkPolicy bounds what the repo server may reach: a program in it can send its credentials anywhere", "take install/network-policy"}}
}
