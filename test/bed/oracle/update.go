package main

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/registry/rest"
)

// updateQuestion asks what the API server answers to `kubectl replace`: old is created, new is put in its place.
type updateQuestion struct {
	Old       manifest `json:"old"`
	New       manifest `json:"new"`
	Namespace string   `json:"namespace"`
	Families  []string `json:"families"`
}

// answerUpdate answers with the reply (request.go) to the second request, or to the first if that is refused.
func answerUpdate(line []byte) (any, error) {
	var asked updateQuestion
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	defer func() { _ = forget(asked.Families) }()
	if given, err := create(asked.Old, asked.Families, asked.Namespace); err != nil || given.Verdict != "accept" {
		return given, err
	}
	c, err := newCall(asked.New, asked.Families, asked.Namespace)
	if err != nil {
		return nil, err
	}
	return c.answer(c.update(asked.New))
}

func (c *call) update(sent manifest) (runtime.Object, error) {
	object, err := c.decode(sent)
	if err != nil {
		return nil, err
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil, err
	}
	name := accessor.GetName()
	updated, _, err := c.registry.store.Update(
		c.context("update", name), name, rest.DefaultUpdatedObjectInfo(object),
		rest.ValidateAllObjectFunc, rest.ValidateAllObjectUpdateFunc, false, &metav1.UpdateOptions{},
	)
	return updated, err
}
