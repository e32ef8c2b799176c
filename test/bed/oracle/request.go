package main

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	stderrors "errors"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"sigs.k8s.io/yaml"
)

// manifest is a body as a client would send it: a JSON string is sent as YAML, a JSON object as JSON.
type manifest struct {
	body  []byte
	media string
}

func (m *manifest) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] != '"' {
		m.body, m.media = slices.Clone(text), runtime.ContentTypeJSON
		return nil
	}
	var document string
	if err := json.Unmarshal(text, &document); err != nil {
		return err
	}
	m.body, m.media = []byte(document), runtime.ContentTypeYAML
	return nil
}

// cause is one line of a refusal; type is the API's reason, such as FieldValueInvalid.
type cause struct {
	Type    string `json:"type"`
	Field   string `json:"field"`
	Message string `json:"message"`
}

// reply is what the API server would answer.
type reply struct {
	Verdict  string          `json:"verdict"`
	Status   int32           `json:"status,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	Message  string          `json:"message,omitempty"`
	Errors   []cause         `json:"errors"`
	Warnings []string        `json:"warnings"`
	Object   json.RawMessage `json:"object,omitempty"`
}

// call is one request on its way through a registry.
type call struct {
	registry  *registry
	namespace string
	warnings  []string
}

func (c *call) AddWarning(_, text string) {
	if !slices.Contains(c.warnings, text) {
		c.warnings = append(c.warnings, text)
	}
}

// newCall chooses the registry by the manifest's kind; one that cannot be told goes where most questions go.
func newCall(sent manifest, families []string, namespace string) (*call, error) {
	here, err := clusterOf(families)
	if err != nil {
		return nil, err
	}
	var head struct {
		Kind     string `json:"kind"`
		Metadata struct {
			Namespace string `json:"namespace"`
		} `json:"metadata"`
	}
	_ = yaml.Unmarshal(sent.body, &head)
	chosen := here[head.Kind]
	if chosen == nil {
		chosen = here["Service"]
	}
	// A client sends an object to the namespace that it names.
	return &call{registry: chosen, namespace: cmp.Or(namespace, head.Metadata.Namespace, "default")}, nil
}

func (c *call) context(verb, name string) context.Context {
	ctx := request.WithNamespace(request.NewContext(), c.namespace)
	ctx = warning.WithWarningRecorder(ctx, c)
	return request.WithRequestInfo(ctx, &request.RequestInfo{
		IsResourceRequest: true, Verb: verb, Namespace: c.namespace, Name: name,
		APIGroup: c.registry.kind.Group, APIVersion: c.registry.kind.Version, Resource: c.registry.resource,
	})
}

// decode does what the handler of a request with fieldValidation=Strict does before the registry sees the object.
func (c *call) decode(sent manifest) (runtime.Object, error) {
	info, ok := runtime.SerializerInfoForMediaType(legacyscheme.Codecs.SupportedMediaTypes(), sent.media)
	if !ok {
		return nil, fmt.Errorf("no serializer of %s", sent.media)
	}
	hub := schema.GroupVersion{Group: c.registry.kind.Group, Version: runtime.APIVersionInternal}
	kind := c.registry.kind
	object, found, err := legacyscheme.Codecs.DecoderToVersion(info.StrictSerializer, hub).Decode(sent.body, &kind, c.registry.store.(rest.Creater).New())
	if err != nil {
		return nil, errors.NewBadRequest(decodeMessage(kind, found, err, sent.body))
	}
	if found.GroupVersion() != kind.GroupVersion() {
		return nil, errors.NewBadRequest(fmt.Sprintf("the API version in the data (%s) does not match the expected API version (%s)", found.GroupVersion(), kind.GroupVersion()))
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil, err
	}
	return object, rest.EnsureObjectNamespaceMatchesRequestNamespace(c.namespace, accessor)
}

// decodeMessage has the words of the API server's handlers, which are not exported.
func decodeMessage(kind schema.GroupVersionKind, found *schema.GroupVersionKind, err error, body []byte) string {
	if found != nil && found.Kind != "" {
		return fmt.Sprintf("%s in version %q cannot be handled as a %s: %v", found.Kind, found.Version, kind.Kind, err)
	}
	return fmt.Sprintf("the object provided is unrecognized (must be of type %s): %v (%s)", kind.Kind, err, summary(body))
}

func summary(body []byte) string {
	begin, more := body, ""
	if len(body) > 30 {
		begin, more = body[:30], " ..."
	}
	switch {
	case len(body) == 0:
		return "<empty>"
	case body[0] == '{':
		return string(begin) + more
	}
	return hex.EncodeToString(begin) + more
}

// answer puts the outcome into the API server's words.
func (c *call) answer(object runtime.Object, err error) (*reply, error) {
	given := &reply{Verdict: "accept", Errors: []cause{}, Warnings: append([]string{}, c.warnings...)}
	if err == nil {
		external, err := legacyscheme.Scheme.ConvertToVersion(object, c.registry.kind.GroupVersion())
		if err != nil {
			return nil, err
		}
		given.Object, err = json.Marshal(external)
		return given, err
	}
	given.Verdict = "reject"
	var refused errors.APIStatus
	if !stderrors.As(err, &refused) {
		given.Status, given.Reason, given.Message = 500, string(metav1.StatusReasonInternalError), err.Error()
		return given, nil
	}
	status := refused.Status()
	given.Status, given.Reason, given.Message = status.Code, string(status.Reason), status.Message
	if status.Details != nil {
		for _, each := range status.Details.Causes {
			given.Errors = append(given.Errors, cause{string(each.Type), each.Field, each.Message})
		}
	}
	return given, nil
}

// forget removes every object of the cluster, and gives back what was allocated for it.
func forget(families []string) error {
	here, err := clusterOf(families)
	if err != nil {
		return err
	}
	for _, each := range here {
		for _, object := range each.memory.objects {
			accessor, err := meta.Accessor(object)
			if err != nil {
				return err
			}
			c := call{registry: each, namespace: accessor.GetNamespace()}
			_, _, _ = each.store.Delete(c.context("delete", accessor.GetName()), accessor.GetName(), rest.ValidateAllObjectFunc, &metav1.DeleteOptions{})
		}
		// What a finalizer keeps would meet the next case; then only a new cluster is free of it.
		if len(each.memory.objects) > 0 {
			delete(clusters, clusterKey(families))
		}
	}
	return nil
}
