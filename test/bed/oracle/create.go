package main

import (
	"encoding/json"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/registry/rest"
)

// createQuestion asks what the API server answers to `kubectl create --validate=strict` of a Service, EndpointSlice,
// NetworkPolicy or Ingress. Existing objects are there before, for node ports and addresses in use.
type createQuestion struct {
	Manifest  manifest   `json:"manifest"`
	Existing  []manifest `json:"existing"`
	Namespace string     `json:"namespace"`
	// Families of the cluster's Service ranges, the primary one first; ["IPv4"] if absent.
	Families []string `json:"families"`
}

// answerCreate answers with a reply (request.go).
func answerCreate(line []byte) (any, error) {
	var asked createQuestion
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	defer func() { _ = forget(asked.Families) }()
	for _, each := range asked.Existing {
		if given, err := create(each, asked.Families, asked.Namespace); err != nil || given.Verdict != "accept" {
			return given, err
		}
	}
	return create(asked.Manifest, asked.Families, asked.Namespace)
}

func create(sent manifest, families []string, namespace string) (*reply, error) {
	c, err := newCall(sent, families, namespace)
	if err != nil {
		return nil, err
	}
	return c.answer(c.create(sent))
}

func (c *call) create(sent manifest) (runtime.Object, error) {
	object, err := c.decode(sent)
	if err != nil {
		return nil, err
	}
	return c.registry.store.Create(c.context("create", ""), object, rest.ValidateAllObjectFunc, &metav1.CreateOptions{})
}
