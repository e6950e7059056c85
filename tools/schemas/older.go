// SPDX-License-Identifier: Apache-2.0

package main

// older derives the trees of ImageUpdater v1.1 and v1.2 from that of v1.3, because no patch of either was to be had from
// the module proxy with a sum to check it by. What differs is known from the release history: v1.3 brought image
// verification and plugin targets (#1706, #1741); v1.2 brought pull requests (#1551) and removed spec.namespace (#1590),
// which is optional and ignored since v1.1.1 (#1490).
func older(v13 *node) (v11, v12 *node) {
	v12 = v13.clone()
	v12.walk(func(n *node) {
		n.remove("imagesVerification")
		if targets := n.field("manifestTargets"); targets != nil {
			targets.node.remove("plugin")
		}
	})
	v11 = v12.clone()
	v11.walk(func(n *node) {
		if git := n.field("gitConfig"); git != nil {
			git.node.remove("pullRequest")
		}
	})
	spec := v11.field("spec").node
	spec.add(field{name: "namespace", node: &node{letter: "s"}})
	return v11, v12
}
