// Renders charts with Helm's engine: for each line {"template": "...", "values": {...}} of the input, one line
// {"rendered": "..."} or {"error": "..."}.
package main

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

const file = "templates/service.yaml"

type question struct {
	Template string         `json:"template"`
	Values   map[string]any `json:"values"`
}

type answer struct {
	Rendered string `json:"rendered,omitempty"`
	Error    string `json:"error,omitempty"`
}

func main() {
	questions := json.NewDecoder(os.Stdin)
	answers := json.NewEncoder(os.Stdout)
	for {
		var asked question
		if err := questions.Decode(&asked); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		if err := answers.Encode(render(asked)); err != nil {
			log.Fatal(err)
		}
	}
}

func render(asked question) answer {
	aChart := &chart.Chart{
		Metadata:  &chart.Metadata{APIVersion: chart.APIVersionV2, Name: "test", Version: "0.1.0"},
		Templates: []*chart.File{{Name: file, Data: []byte(asked.Template)}},
	}
	release := chartutil.ReleaseOptions{Name: "release", Namespace: "default"}
	values, err := chartutil.ToRenderValues(aChart, asked.Values, release, chartutil.DefaultCapabilities)
	if err != nil {
		return answer{Error: err.Error()}
	}
	rendered, err := engine.Render(aChart, values)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Rendered: rendered["test/"+file]}
}
