package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	clientset "k8s.io/client-go/kubernetes"
	discoveryclient "k8s.io/client-go/kubernetes/typed/discovery/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
	"k8s.io/endpointslice"
	"k8s.io/endpointslice/topologycache"
	endpointsliceutil "k8s.io/endpointslice/util"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/features"
)

const controllerName = "endpointslice-controller.k8s.io"

// slicesQuestion is a world; the answer has the slices of all its Services.
type slicesQuestion struct {
	Services []*corev1.Service            `json:"services"`
	Pods     []*corev1.Pod                `json:"pods"`
	Nodes    []*corev1.Node               `json:"nodes"`
	Existing []*discoveryv1.EndpointSlice `json:"existing"`
	// MaxEndpoints in a slice; 100 if absent, as in the controller.
	MaxEndpoints int32 `json:"maxEndpoints"`
}

// serviceSlices are the slices after the controller has looked at one Service once.
type serviceSlices struct {
	Namespace string                       `json:"namespace"`
	Name      string                       `json:"name"`
	Skipped   bool                         `json:"skipped"` // the controller does not look after it
	Slices    []*discoveryv1.EndpointSlice `json:"slices"`
	Events    []string                     `json:"events"`
	Error     string                       `json:"error,omitempty"` // a pod on a node that does not exist, for example
}

func answerSlices(line []byte) (any, error) {
	var world slicesQuestion
	if err := json.Unmarshal(line, &world); err != nil {
		return nil, err
	}
	if world.MaxEndpoints == 0 {
		world.MaxEndpoints = 100
	}
	nodes := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{})
	for _, node := range world.Nodes {
		if err := nodes.Add(node); err != nil {
			return nil, err
		}
	}
	for _, pod := range world.Pods {
		legacyscheme.Scheme.Default(pod) // the protocol of a port, for one, is compared and not guessed
	}
	topology := topologycache.NewTopologyCache()
	topology.SetNodes(klog.Background(), world.Nodes)
	answers := make([]serviceSlices, 0, len(world.Services))
	for _, service := range world.Services {
		answers = append(answers, world.reconcile(service, corelisters.NewNodeLister(nodes), topology))
	}
	return map[string]any{"services": answers}, nil
}

// reconcile does for one Service what the controller's syncService does around Reconcile.
func (world *slicesQuestion) reconcile(service *corev1.Service, nodes corelisters.NodeLister, topology *topologycache.TopologyCache) serviceSlices {
	found := serviceSlices{Namespace: service.Namespace, Name: service.Name, Slices: []*discoveryv1.EndpointSlice{}, Events: []string{}}
	legacyscheme.Scheme.Default(service)
	// An empty selector does not survive the way through storage; what the controller sees is none.
	if service.Spec.Type == corev1.ServiceTypeExternalName || len(service.Spec.Selector) == 0 {
		found.Skipped = true
		return found
	}
	selector := labels.Set(service.Spec.Selector).AsSelectorPreValidated()
	pods := []*corev1.Pod{}
	for _, pod := range world.Pods {
		if pod.Namespace == service.Namespace && selector.Matches(labels.Set(pod.Labels)) {
			pods = append(pods, pod)
		}
	}
	written := newSliceRecorder(service.Namespace)
	existing := []*discoveryv1.EndpointSlice{}
	for _, slice := range world.Existing {
		if slice.Namespace == service.Namespace && slice.Labels[discoveryv1.LabelServiceName] == service.Name &&
			slice.Labels[discoveryv1.LabelManagedBy] == controllerName && slice.DeletionTimestamp == nil {
			existing = append(existing, slice.DeepCopy())
			written.slices[slice.Name] = slice
		}
	}
	events := record.NewFakeRecorder(20)
	reconciler := endpointslice.NewReconciler(
		written, nodes, world.MaxEndpoints, endpointsliceutil.NewEndpointSliceTracker(), topology, events, controllerName,
		endpointslice.WithPreferSameTrafficDistributionEnabled(utilfeature.DefaultFeatureGate.Enabled(features.PreferSameTrafficDistribution)),
	)
	if err := reconciler.Reconcile(klog.Background(), service, pods, existing, time.Unix(0, 0)); err != nil {
		found.Error = err.Error()
	}
	found.Slices = written.sorted()
	close(events.Events)
	for event := range events.Events {
		found.Events = append(found.Events, event)
	}
	return found
}

// sliceRecorder is a client that only knows EndpointSlices, and keeps them.
type sliceRecorder struct {
	clientset.Interface
	discoveryclient.DiscoveryV1Interface
	discoveryclient.EndpointSliceInterface
	namespace string
	slices    map[string]*discoveryv1.EndpointSlice
	named     int
}

func newSliceRecorder(namespace string) *sliceRecorder {
	return &sliceRecorder{namespace: namespace, slices: map[string]*discoveryv1.EndpointSlice{}}
}

func (r *sliceRecorder) DiscoveryV1() discoveryclient.DiscoveryV1Interface            { return r }
func (r *sliceRecorder) EndpointSlices(string) discoveryclient.EndpointSliceInterface { return r }

func (r *sliceRecorder) Create(_ context.Context, slice *discoveryv1.EndpointSlice, _ metav1.CreateOptions) (*discoveryv1.EndpointSlice, error) {
	created := slice.DeepCopy()
	r.named++
	created.Namespace, created.Name = r.namespace, fmt.Sprintf("%s%05d", slice.GenerateName, r.named)
	r.slices[created.Name] = created
	return created, nil
}

func (r *sliceRecorder) Update(_ context.Context, slice *discoveryv1.EndpointSlice, _ metav1.UpdateOptions) (*discoveryv1.EndpointSlice, error) {
	r.slices[slice.Name] = slice.DeepCopy()
	return slice, nil
}

func (r *sliceRecorder) Delete(_ context.Context, name string, _ metav1.DeleteOptions) error {
	delete(r.slices, name)
	return nil
}

func (r *sliceRecorder) sorted() []*discoveryv1.EndpointSlice {
	all := make([]*discoveryv1.EndpointSlice, 0, len(r.slices))
	for _, slice := range r.slices {
		all = append(all, slice)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}
