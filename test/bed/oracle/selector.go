package main

import (
	"encoding/json"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// selectorQuestion asks whether label selectors match labels, as every component of Kubernetes reads them.
type selectorQuestion struct {
	Selectors []*metav1.LabelSelector `json:"selectors"`
	Labels    []map[string]string     `json:"labels"`
}

// answerSelector gives for each selector one verdict for each set of labels.
func answerSelector(line []byte) (any, error) {
	var asked selectorQuestion
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	matches := make([][]bool, 0, len(asked.Selectors))
	for _, written := range asked.Selectors {
		selector, err := metav1.LabelSelectorAsSelector(written)
		if err != nil {
			return nil, err
		}
		row := make([]bool, 0, len(asked.Labels))
		for _, each := range asked.Labels {
			row = append(row, selector.Matches(labels.Set(each)))
		}
		matches = append(matches, row)
	}
	return map[string]any{"matches": matches}, nil
}
