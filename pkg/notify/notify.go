// SPDX-License-Identifier: Apache-2.0

// Package notify is the step of a pipeline that tells a cluster of pushed images, and waits until they run: a shell script,
// the variables that it reads, and how it answers what it is answered.
package notify

import (
	"embed"
	"fmt"
	"strings"
)

// Path is where the script lies in the repository of an application. A pipeline runs it with sh; it is not executable.
const Path = ".github/fairlead/notify.sh"

// What the script sends and is answered.
const (
	// API is the path below which Argo CD answers for an Application, by name.
	API = "/api/v1/applications/"
	// ContentType is the header that Argo CD asks of a request that changes something, to the letter: with a charset it answers 415.
	ContentType = "application/json"
	// Busy is in the answer 400 to a sync while another operation goes on, which automated sync makes likely.
	Busy = "another operation is already in progress"
	// MinimumCurl is the oldest curl that has every option which the script uses and ends as the script expects.
	MinimumCurl = "7.68"
)

// The exit statuses of the script.
const (
	// Done also stands for a cluster that did not answer, no build fails because a home is offline, and for images that another push
	// overtook.
	Done = 0
	// Refused is an answer that no time heals: a token that is refused, a name that is wrong, a certificate that is not trusted.
	Refused = 1
	// Misused is a variable or a program that is missing or wrong.
	Misused = 2
	// NotRunning is an Application that answered and did not run the images in time.
	NotRunning = 3
)

//go:embed script/*.sh
var parts embed.FS

// order is that of the parts in the script.
var order = []string{"output", "settings", "sign", "request", "webhook", "argocd", "tags", "wait", "main"}

// Script returns the script, without a line that names its interpreter: it is run with sh, which dash, bash and busybox are.
func Script() string {
	var b strings.Builder
	b.WriteString(header())
	for _, name := range append([]string{"start"}, order...) {
		if name == order[0] {
			b.WriteString(defaults())
		}
		text, err := parts.ReadFile("script/" + name + ".sh")
		if err != nil {
			panic(err) // embedded
		}
		b.WriteString("\n")
		b.Write(text)
	}
	return b.String()
}

// header is the comment at the script's beginning.
func header() string {
	var b strings.Builder
	b.WriteString(`# shellcheck shell=sh
# Tells a cluster that images were pushed, and waits, when it is asked to, until they run. Made by Fairlead; run it with sh.
# It needs curl ` + MinimumCurl + ` or later, to wait or to sync also jq.
#
# A cluster that does not answer never fails the build: Argo CD Image Updater finds the images by itself, minutes later. What
# no time heals does: a token that is refused, a name that is wrong, a certificate that is not trusted.
#
# Exit status:
`)
	for _, s := range statuses {
		fmt.Fprintf(&b, "#   %d  %s\n", s.Code, s.Means)
	}
	b.WriteString("#\n# Variables:\n")
	for _, v := range Variables() {
		fmt.Fprintf(&b, "#   %s\n", v.Name)
		text := v.Means
		if v.Default != "" {
			text += " Default: " + v.Default + "."
		}
		for _, line := range wrapped(text, 115) {
			fmt.Fprintf(&b, "#       %s\n", line)
		}
	}
	return b.String()
}

// defaults gives each variable its default where it is not set, or empty.
func defaults() string {
	var b strings.Builder
	b.WriteString("\n")
	for _, v := range Variables() {
		fmt.Fprintf(&b, ": \"${%s:=%s}\"\n", v.Name, v.Default)
	}
	return b.String()
}

// wrapped breaks a text into lines of at most width signs.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
