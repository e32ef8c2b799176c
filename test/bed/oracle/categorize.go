package main

import (
	"encoding/json"
	"sort"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/proxy"
)

// categorizeQuestion asks which endpoints the kube-proxy of each node may choose from.
type categorizeQuestion struct {
	Services []*corev1.Service            `json:"services"`
	Slices   []*discoveryv1.EndpointSlice `json:"slices"`
	Nodes    []*corev1.Node               `json:"nodes"`
	// Family of the kube-proxy; IPv4 if absent.
	Family corev1.IPFamily `json:"family"`
}

// portChoice is the choice for one port of one Service on one node, as sorted lists of address:port. Cluster is for
// traffic under the policy Cluster, local for that under Local, reachable for everything that any of them needs.
type portChoice struct {
	Node      string          `json:"node"`
	Namespace string          `json:"namespace"`
	Service   string          `json:"service"`
	PortName  string          `json:"portName"`
	Protocol  corev1.Protocol `json:"protocol"`
	Cluster   []string        `json:"cluster"`
	Local     []string        `json:"local"`
	Reachable []string        `json:"reachable"`
	HasAny    bool            `json:"hasAny"`
}

func answerCategorize(line []byte) (any, error) {
	var asked categorizeQuestion
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	if asked.Family == "" {
		asked.Family = corev1.IPv4Protocol
	}
	for _, service := range asked.Services {
		legacyscheme.Scheme.Default(service)
	}
	for _, slice := range asked.Slices {
		legacyscheme.Scheme.Default(slice)
	}
	choices := []portChoice{}
	for _, node := range asked.Nodes {
		choices = append(choices, asked.choose(node)...)
	}
	return map[string]any{"choices": choices}, nil
}

func (asked *categorizeQuestion) choose(node *corev1.Node) []portChoice {
	serviceChanges := proxy.NewServiceChangeTracker(asked.Family, func(_ *corev1.ServicePort, _ *corev1.Service, base *proxy.BaseServicePortInfo) proxy.ServicePort {
		return base
	}, nil)
	endpointChanges := proxy.NewEndpointsChangeTracker(asked.Family, node.Name, func(base *proxy.BaseEndpointInfo, _ *proxy.ServicePortName) proxy.Endpoint { return base }, nil)
	for _, service := range asked.Services {
		serviceChanges.Update(nil, service)
	}
	for _, slice := range asked.Slices {
		endpointChanges.EndpointSliceUpdate(slice, false)
	}
	services, endpoints := proxy.ServicePortMap{}, proxy.EndpointsMap{}
	services.Update(serviceChanges)
	endpoints.Update(endpointChanges)

	choices := make([]portChoice, 0, len(services))
	for name, port := range services {
		cluster, local, reachable, hasAny := proxy.CategorizeEndpoints(endpoints[name], port, node.Name, topologyOf(node))
		choices = append(choices, portChoice{
			Node: node.Name, Namespace: name.Namespace, Service: name.Name, PortName: name.Port, Protocol: name.Protocol,
			Cluster: addresses(cluster), Local: addresses(local), Reachable: addresses(reachable), HasAny: hasAny,
		})
	}
	sort.Slice(choices, func(i, j int) bool { return choices[i].key() < choices[j].key() })
	return choices
}

func (c portChoice) key() string {
	return c.Namespace + "/" + c.Service + "/" + c.PortName + "/" + string(c.Protocol)
}

// topologyOf gives the labels that kube-proxy keeps of its node.
func topologyOf(node *corev1.Node) map[string]string {
	kept := map[string]string{}
	for _, label := range []string{corev1.LabelHostname, corev1.LabelTopologyZone} {
		if value, ok := node.Labels[label]; ok {
			kept[label] = value
		}
	}
	return kept
}

func addresses(endpoints []proxy.Endpoint) []string {
	list := make([]string, 0, len(endpoints))
	for _, endpoint := range endpoints {
		list = append(list, endpoint.String())
	}
	sort.Strings(list)
	return list
}
