package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"

	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/client-go/tools/cache"
	api "k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/features"
	"k8s.io/kubernetes/pkg/registry/core/service/ipallocator"
	"k8s.io/kubernetes/pkg/registry/core/service/portallocator"
	servicestorage "k8s.io/kubernetes/pkg/registry/core/service/storage"
	slicestorage "k8s.io/kubernetes/pkg/registry/discovery/endpointslice/storage"
	ingressstorage "k8s.io/kubernetes/pkg/registry/networking/ingress/storage"
	policystorage "k8s.io/kubernetes/pkg/registry/networking/networkpolicy/storage"
)

// registry is the part of an API server that a request for one resource reaches after authorization and admission.
type registry struct {
	kind     schema.GroupVersionKind
	resource string
	store    interface {
		rest.Creater
		rest.Updater
		rest.GracefulDeleter
	}
	memory *memory
}

// cluster is one set of registries by kind; what they allocate, such as node ports, lasts as long as their objects.
type cluster map[string]*registry

var clusters = map[string]cluster{}

// clusterOf returns the cluster with Service ranges of these families, the primary one first; made when first asked for.
func clusterOf(families []string) (cluster, error) {
	if len(families) == 0 {
		families = []string{"IPv4"}
	}
	key := clusterKey(families)
	if clusters[key] == nil {
		made, err := newCluster(families)
		if err != nil {
			return nil, err
		}
		clusters[key] = made
	}
	return clusters[key], nil
}

func clusterKey(families []string) string {
	if len(families) == 0 {
		return "IPv4"
	}
	return strings.Join(families, ",")
}

func newCluster(families []string) (cluster, error) {
	services, memory, err := newServices(families)
	if err != nil {
		return nil, err
	}
	made := cluster{"Service": {schema.GroupVersionKind{Version: "v1", Kind: "Service"}, "services", services, memory}}
	options, memory := optionsFor("endpointslices.discovery.k8s.io")
	slices, err := slicestorage.NewREST(options)
	if err != nil {
		return nil, err
	}
	made["EndpointSlice"] = &registry{schema.GroupVersionKind{Group: "discovery.k8s.io", Version: "v1", Kind: "EndpointSlice"}, "endpointslices", slices, memory}
	options, memory = optionsFor("networkpolicies.networking.k8s.io")
	policies, err := policystorage.NewREST(options)
	if err != nil {
		return nil, err
	}
	made["NetworkPolicy"] = &registry{schema.GroupVersionKind{Group: "networking.k8s.io", Version: "v1", Kind: "NetworkPolicy"}, "networkpolicies", policies, memory}
	options, memory = optionsFor("ingresses.networking.k8s.io")
	ingresses, _, err := ingressstorage.NewREST(options)
	made["Ingress"] = &registry{schema.GroupVersionKind{Group: "networking.k8s.io", Version: "v1", Kind: "Ingress"}, "ingresses", ingresses, memory}
	return made, err
}

func newServices(families []string) (*servicestorage.REST, *memory, error) {
	ranges := map[string]string{"IPv4": "10.96.0.0/16", "IPv6": "fd00:96::/108"}
	allocators := map[api.IPFamily]ipallocator.Interface{}
	for _, family := range families {
		_, cidr, err := net.ParseCIDR(ranges[family])
		if err != nil {
			return nil, nil, fmt.Errorf("no such family: %q", family)
		}
		if allocators[api.IPFamily(family)], err = ipallocator.NewInMemory(cidr); err != nil {
			return nil, nil, err
		}
	}
	ports, err := portallocator.NewInMemory(*utilnet.ParsePortRangeOrDie("30000-32767"))
	if err != nil {
		return nil, nil, err
	}
	options, memory := optionsFor("services")
	store, _, _, err := servicestorage.NewREST(options, api.IPFamily(families[0]), allocators, ports, noEndpoints{}, nil, http.DefaultTransport)
	return store, memory, err
}

func optionsFor(resource string) (generic.RESTOptions, *memory) {
	kept := newMemory()
	decorator := func(
		*storagebackend.ConfigForResource, string, func(runtime.Object) (string, error), func() runtime.Object,
		func() runtime.Object, storage.AttrFunc, storage.IndexerFuncs, *cache.Indexers,
	) (storage.Interface, factory.DestroyFunc, error) {
		return kept, func() {}, nil
	}
	config := (&storagebackend.Config{}).ForResource(schema.ParseGroupResource(resource))
	return generic.RESTOptions{StorageConfig: config, Decorator: decorator, ResourcePrefix: resource, DeleteCollectionWorkers: 1}, kept
}

// noEndpoints stands for the Endpoints of the cluster, which a deleted Service takes with it.
type noEndpoints struct{}

func (noEndpoints) Get(_ context.Context, name string, _ *metav1.GetOptions) (runtime.Object, error) {
	return nil, errors.NewNotFound(api.Resource("endpoints"), name)
}

func (noEndpoints) Delete(_ context.Context, name string, _ rest.ValidateObjectFunc, _ *metav1.DeleteOptions) (runtime.Object, bool, error) {
	return nil, false, errors.NewNotFound(api.Resource("endpoints"), name)
}
