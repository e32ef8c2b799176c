package main

import (
	"encoding/json"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// policyQuestion asks what NetworkPolicies allow. The judge is cyclonus' matcher; no component of Kubernetes decides this.
// It is known to be wrong for NotIn on a label that is absent (the API: matches), and lets ipBlock cover pods' addresses,
// where real network plugins differ.
type policyQuestion struct {
	Policies []*networkingv1.NetworkPolicy `json:"policies"`
	// Namespaces has the labels of each; the one with its name is added, as the API server does.
	Namespaces map[string]map[string]string `json:"namespaces"`
	Flows      []flow                       `json:"flows"`
}

type flow struct {
	From     peer            `json:"from"`
	To       peer            `json:"to"`
	Port     int             `json:"port"`
	PortName string          `json:"portName"`
	Protocol corev1.Protocol `json:"protocol"`
}

// peer is a pod, or without a namespace an address outside of the cluster.
type peer struct {
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels"`
	IP        string            `json:"ip"`
}

type flowVerdict struct {
	Allowed bool `json:"allowed"`
	Egress  bool `json:"egress"`
	Ingress bool `json:"ingress"`
}

func answerPolicy(line []byte) (any, error) {
	var asked policyQuestion
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	for _, policy := range asked.Policies {
		legacyscheme.Scheme.Default(policy)
	}
	policies := matcher.BuildNetworkPolicies(false, asked.Policies)
	verdicts := make([]flowVerdict, 0, len(asked.Flows))
	for _, each := range asked.Flows {
		if each.Protocol == "" {
			each.Protocol = corev1.ProtocolTCP
		}
		result := policies.IsTrafficAllowed(&matcher.Traffic{
			Source: asked.peer(each.From), Destination: asked.peer(each.To),
			ResolvedPort: each.Port, ResolvedPortName: each.PortName, Protocol: each.Protocol,
		})
		verdicts = append(verdicts, flowVerdict{result.IsAllowed(), result.Egress.IsAllowed(), result.Ingress.IsAllowed()})
	}
	return map[string]any{"verdicts": verdicts}, nil
}

func (asked *policyQuestion) peer(p peer) *matcher.TrafficPeer {
	if p.Namespace == "" {
		return &matcher.TrafficPeer{IP: p.IP}
	}
	namespaceLabels := map[string]string{corev1.LabelMetadataName: p.Namespace}
	for key, value := range asked.Namespaces[p.Namespace] {
		namespaceLabels[key] = value
	}
	return &matcher.TrafficPeer{IP: p.IP, Internal: &matcher.InternalPeer{PodLabels: p.Labels, NamespaceLabels: namespaceLabels, Namespace: p.Namespace}}
}
