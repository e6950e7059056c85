// SPDX-License-Identifier: Apache-2.0

package argocd

// ConfigMapNotifications and SecretNotifications are the settings of the notifications controller, and the credentials that they refer to.
const (
	ConfigMapNotifications = "argocd-notifications-cm"
	SecretNotifications    = "argocd-notifications-secret"
)
