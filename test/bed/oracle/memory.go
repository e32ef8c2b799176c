package main

import (
	"context"
	"fmt"
	"reflect"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/storage"
)

// memory is what the registries take for etcd: a map. Of a storage's methods it has those that create, get, update and
// delete use; the embedded nil makes any other call panic, which the answer to that case then reports.
type memory struct {
	storage.Interface
	versioner storage.APIObjectVersioner
	objects   map[string]runtime.Object
	revision  uint64
}

func newMemory() *memory { return &memory{objects: map[string]runtime.Object{}} }

func (m *memory) Versioner() storage.Versioner                        { return m.versioner }
func (m *memory) ReadinessCheck() error                               { return nil }
func (m *memory) EnableResourceSizeEstimation(storage.KeysFunc) error { return nil }
func (m *memory) CompactRevision() int64                              { return 0 }

func (m *memory) Create(_ context.Context, key string, object, out runtime.Object, _ uint64) error {
	// etcd's own layer refuses this, so the stand-in must as well.
	if version, err := m.versioner.ObjectResourceVersion(object); err == nil && version != 0 {
		return storage.ErrResourceVersionSetOnCreate
	}
	if _, ok := m.objects[key]; ok {
		return storage.NewKeyExistsError(key, 0)
	}
	return m.put(key, object, out)
}

func (m *memory) Get(_ context.Context, key string, options storage.GetOptions, out runtime.Object) error {
	object, ok := m.objects[key]
	if !ok && options.IgnoreNotFound {
		return runtime.SetZeroValue(out)
	}
	if !ok {
		return storage.NewKeyNotFoundError(key, 0)
	}
	return assign(out, object)
}

func (m *memory) Delete(
	ctx context.Context, key string, out runtime.Object, preconditions *storage.Preconditions,
	validate storage.ValidateObjectFunc, _ runtime.Object, _ storage.DeleteOptions,
) error {
	object, ok := m.objects[key]
	if !ok {
		return storage.NewKeyNotFoundError(key, 0)
	}
	if preconditions != nil {
		if err := preconditions.Check(key, object); err != nil {
			return err
		}
	}
	if err := validate(ctx, object); err != nil {
		return err
	}
	delete(m.objects, key)
	return assign(out, object)
}

func (m *memory) GuaranteedUpdate(
	_ context.Context, key string, out runtime.Object, ignoreNotFound bool,
	preconditions *storage.Preconditions, update storage.UpdateFunc, _ runtime.Object,
) error {
	object, ok := m.objects[key]
	if !ok {
		if !ignoreNotFound {
			return storage.NewKeyNotFoundError(key, 0)
		}
		object = reflect.New(reflect.TypeOf(out).Elem()).Interface().(runtime.Object)
	}
	if preconditions != nil {
		if err := preconditions.Check(key, object); err != nil {
			return err
		}
	}
	version, err := m.versioner.ObjectResourceVersion(object)
	if err != nil {
		return err
	}
	updated, _, err := update(object.DeepCopyObject(), storage.ResponseMeta{ResourceVersion: version})
	if err != nil {
		return err
	}
	return m.put(key, updated, out)
}

func (m *memory) put(key string, object, out runtime.Object) error {
	stored := object.DeepCopyObject()
	m.revision++
	if err := m.versioner.UpdateObject(stored, m.revision); err != nil {
		return err
	}
	m.objects[key] = stored
	return assign(out, stored)
}

func assign(out, object runtime.Object) error {
	if out == nil {
		return nil
	}
	from, to := reflect.ValueOf(object.DeepCopyObject()), reflect.ValueOf(out)
	if from.Type() != to.Type() {
		return fmt.Errorf("a %T was asked for where a %T is stored", out, object)
	}
	to.Elem().Set(from.Elem())
	return nil
}
