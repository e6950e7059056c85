// SPDX-License-Identifier: Apache-2.0

package rig

import (
	"context"
	"fmt"
	"net"
	"net/http"
)

// ports are those of one rig, so that several run beside each other.
type ports struct {
	etcd, etcdPeer, apiServer, controllerManager, redis                     int
	repoServer, repoServerMetrics, controllerMetrics, server, serverMetrics int
}

// freePorts returns ports that nobody listens on. All are held until the last one is found, so that they differ.
func freePorts() (ports, error) {
	var p ports
	for _, free := range []*int{
		&p.etcd, &p.etcdPeer, &p.apiServer, &p.controllerManager, &p.redis,
		&p.repoServer, &p.repoServerMetrics, &p.controllerMetrics, &p.server, &p.serverMetrics,
	} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return p, fmt.Errorf("finding a free port: %w", err)
		}
		defer func() { _ = listener.Close() }()
		*free = listener.Addr().(*net.TCPAddr).Port
	}
	return p, nil
}

func address(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

func loopback(port int) string { return "http://" + address(port) }

// answers returns nil where a URL answers with success.
func answers(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, answer.Status)
	}
	return nil
}
