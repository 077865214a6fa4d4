//go:build tools

// Package tools names the programs that the tests of the chart build from Go modules: the API server of Kubernetes and its store.
package tools

import (
	_ "go.etcd.io/etcd/server/v3"
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
)
