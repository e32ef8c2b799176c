//go:build crds

// The modules whose CRDs the tests install: named here, so that go.mod keeps them. Nothing of them is compiled.
package main

import (
	_ "github.com/prometheus-operator/prometheus-operator/pkg/versionutil"
	_ "sigs.k8s.io/gateway-api/apis/v1"
)
