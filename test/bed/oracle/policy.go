package main

import (
	_ "github.com/mattfenwick/cyclonus/pkg/matcher"
	_ "k8s.io/api/core/v1"
	_ "k8s.io/apimachinery/pkg/labels"
	_ "k8s.io/apiserver/pkg/registry/rest"
	_ "k8s.io/client-go/kubernetes"
	_ "k8s.io/component-base/featuregate"
	_ "k8s.io/endpointslice"
	_ "k8s.io/klog/v2"
	_ "k8s.io/kubernetes/pkg/proxy"
	_ "k8s.io/kubernetes/pkg/registry/core/service/storage"
	_ "k8s.io/kubernetes/pkg/registry/discovery/endpointslice/storage"
	_ "k8s.io/utils/ptr"
	_ "sigs.k8s.io/yaml"
)

func main() {}
