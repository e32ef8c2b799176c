// Package kubernetes takes the place of the conformance suite's package of that name: it remembers in place of sending.
package kubernetes

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	k8sclient "k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	api "sigs.k8s.io/network-policy-api/apis/v1alpha2"
	"sigs.k8s.io/network-policy-api/conformance/utils/config"
)

type object map[string]any

// Case is one connection that the suite tries.
type Case struct {
	Test     string `json:"test"`
	State    int    `json:"state"`
	From     string `json:"from"`
	To       string `json:"to"`
	Port     int32  `json:"port"`
	Protocol string `json:"protocol"`
	Connects bool   `json:"connects"`
}

// Recorded is all that was tried: each case names the objects that stood there by the index of their state.
var Recorded = struct {
	Pods   []object
	States []json.RawMessage
	Cases  []Case
}{}

// Client is that of the suite, set before it runs.
var Client client.Client

var made = map[string]*corev1.Pod{}

// PokeServer writes down what would be sent.
func PokeServer(t *testing.T, _ k8sclient.Interface, _ *rest.Config, namespace, pod, protocol, host string, port int32, timeout config.TimeoutConfig, connects bool) {
	GetPod(t, Client, namespace, pod, timeout.GetTimeout)
	Recorded.Cases = append(Recorded.Cases, Case{t.Name(), state(t), namespace + "/" + pod, host, port, strings.ToUpper(protocol), connects})
}

// state returns the index of what stands in the cluster now.
func state(t *testing.T) int {
	var policies api.ClusterNetworkPolicyList
	var network networkingv1.NetworkPolicyList
	var namespaces corev1.NamespaceList
	for _, list := range []client.ObjectList{&policies, &network, &namespaces} {
		require.NoError(t, Client.List(context.Background(), list))
	}
	objects := []object{}
	for _, each := range policies.Items {
		objects = append(objects, object{"apiVersion": "policy.networking.k8s.io/v1alpha2", "kind": "ClusterNetworkPolicy", "metadata": named("", each.Name, nil), "spec": each.Spec})
	}
	for _, each := range network.Items {
		objects = append(objects, object{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": named(each.Namespace, each.Name, nil), "spec": each.Spec})
	}
	for _, each := range namespaces.Items {
		objects = append(objects, object{"apiVersion": "v1", "kind": "Namespace", "metadata": named("", each.Name, each.Labels)})
	}
	text, err := json.Marshal(objects)
	require.NoError(t, err)
	for index, known := range Recorded.States {
		if string(known) == string(text) {
			return index
		}
	}
	Recorded.States = append(Recorded.States, text)
	return len(Recorded.States) - 1
}

func named(namespace, name string, labels map[string]string) object {
	metadata := object{"name": name}
	if namespace != "" {
		metadata["namespace"] = namespace
	}
	if labels != nil {
		metadata["labels"] = labels
	}
	return metadata
}

// GetPod makes the pods of the StatefulSets up as they are asked for, each on a node of its own.
func GetPod(t *testing.T, c client.Client, namespace, name string, _ time.Duration) *corev1.Pod {
	key := namespace + "/" + name
	if pod, known := made[key]; known {
		return pod
	}
	dash := strings.LastIndex(name, "-")
	var set appsv1.StatefulSet
	require.NoError(t, c.Get(context.Background(), client.ObjectKey{Namespace: namespace, Name: name[:dash]}, &set))
	number, err := strconv.Atoi(name[dash+1:])
	require.NoError(t, err)
	index := len(made) + 1
	template := set.Spec.Template
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: template.Labels}, Spec: template.Spec}
	pod.Spec.NodeName = fmt.Sprintf("node-%d", number)
	address := fmt.Sprintf("10.244.0.%d", index)
	if template.Spec.HostNetwork {
		address = fmt.Sprintf("192.0.2.%d", index)
	}
	pod.Status = corev1.PodStatus{Phase: corev1.PodRunning, PodIP: address, PodIPs: []corev1.PodIP{{IP: address}}}
	made[key] = pod
	Recorded.Pods = append(Recorded.Pods, object{"apiVersion": "v1", "kind": "Pod", "metadata": named(namespace, name, template.Labels), "spec": shown(pod.Spec), "status": object{"phase": "Running", "podIPs": pod.Status.PodIPs}})
	return pod
}

// shown leaves out what no policy goes by.
func shown(spec corev1.PodSpec) object {
	containers := []object{}
	for _, each := range spec.Containers {
		if len(each.Ports) > 0 {
			containers = append(containers, object{"name": each.Name, "image": each.Image, "ports": each.Ports})
		}
	}
	fields := object{"nodeName": spec.NodeName, "containers": containers}
	if spec.HostNetwork {
		fields["hostNetwork"] = true
	}
	return fields
}

// NamespacesMustBeReady has nothing to wait for.
func NamespacesMustBeReady(*testing.T, client.Client, config.TimeoutConfig, []string, []string) {}

func GetNamespace(t *testing.T, c client.Client, name string, _ time.Duration) *corev1.Namespace {
	found := &corev1.Namespace{}
	require.NoError(t, c.Get(context.Background(), client.ObjectKey{Name: name}, found))
	return found
}

func PatchNamespace(t *testing.T, c client.Client, from, to *corev1.Namespace, _ time.Duration) {
	require.NoError(t, c.Patch(context.Background(), to, client.MergeFrom(from)))
}

func GetClusterNetworkPolicy(t *testing.T, c client.Client, name string, _ time.Duration) *api.ClusterNetworkPolicy {
	found := &api.ClusterNetworkPolicy{}
	require.NoError(t, c.Get(context.Background(), client.ObjectKey{Name: name}, found))
	return found
}

func PatchClusterNetworkPolicy(t *testing.T, c client.Client, from, to *api.ClusterNetworkPolicy, _ time.Duration) {
	require.NoError(t, c.Patch(context.Background(), to, client.MergeFrom(from)))
}
