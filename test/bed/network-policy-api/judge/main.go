// Command judge answers what AdminNetworkPolicies, NetworkPolicies and a BaselineAdminNetworkPolicy allow, as JSON lines. It is built
// inside of policy-assistant, of whose matcher it asks.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"sigs.k8s.io/network-policy-api/apis/v1alpha1"
	"sigs.k8s.io/network-policy-api/policy-assistant/pkg/matcher"
)

type question struct {
	Policies []*networkingv1.NetworkPolicy        `json:"policies"`
	Admin    []*v1alpha1.AdminNetworkPolicy       `json:"admin"`
	Baseline *v1alpha1.BaselineAdminNetworkPolicy `json:"baseline"`
	Flows    []struct {
		From     peer            `json:"from"`
		To       peer            `json:"to"`
		Port     int             `json:"port"`
		PortName string          `json:"portName"`
		Protocol corev1.Protocol `json:"protocol"`
	} `json:"flows"`
}

// peer is a pod, or without a namespace an address outside of the cluster.
type peer struct {
	Namespace       string            `json:"namespace"`
	NamespaceLabels map[string]string `json:"namespaceLabels"`
	Labels          map[string]string `json:"labels"`
	IP              string            `json:"ip"`
}

type verdict struct {
	Egress  bool `json:"egress"`
	Ingress bool `json:"ingress"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			fmt.Fprintln(os.Stderr, "judge:", err)
			os.Exit(1)
		}
		_ = answers.Encode(judge(asked))
	}
}

func judge(asked question) []verdict {
	policies := matcher.BuildV1AndV2NetPols(false, asked.Policies, asked.Admin, asked.Baseline)
	verdicts := make([]verdict, 0, len(asked.Flows))
	for _, each := range asked.Flows {
		result := policies.IsTrafficAllowed(&matcher.Traffic{
			Source: peerOf(each.From), Destination: peerOf(each.To),
			ResolvedPort: each.Port, ResolvedPortName: each.PortName, Protocol: each.Protocol,
		})
		verdicts = append(verdicts, verdict{result.Egress.IsAllowed(), result.Ingress.IsAllowed()})
	}
	return verdicts
}

func peerOf(p peer) *matcher.TrafficPeer {
	if p.Namespace == "" {
		return &matcher.TrafficPeer{IP: p.IP}
	}
	return &matcher.TrafficPeer{IP: p.IP, Internal: &matcher.InternalPeer{
		PodLabels: p.Labels, NamespaceLabels: p.NamespaceLabels, Namespace: p.Namespace,
	}}
}
