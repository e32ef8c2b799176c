// Command oracle answers, one JSON object a line, what Kubernetes' own packages make of a case: what the API server says to a
// manifest, which EndpointSlices the controller writes, which endpoints kube-proxy may use, what a NetworkPolicy allows.
//
//	{"id": 1, "op": "create", "manifest": "apiVersion: v1\nkind: Service\n..."}  ->  {"id": 1, "verdict": "reject", "errors": [...]}
//
// Every operation lies in the file of its name, with its question and its answer as Go types.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/version"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/featuregate"
	"k8s.io/klog/v2"
)

var operations = map[string]func(line []byte) (any, error){
	"create":     answerCreate,
	"update":     answerUpdate,
	"slices":     answerSlices,
	"categorize": answerCategorize,
	"policy":     answerPolicy,
	"selector":   answerSelector,
}

// envelope is what every question has; an answer carries the same id.
type envelope struct {
	ID json.RawMessage `json:"id"`
	Op string          `json:"op"`
}

func main() {
	emulate := flag.String("emulate", "", "minor version whose feature gates apply, for example 1.34")
	var gates gateList
	flag.Var(&gates, "gate", "a feature gate as Name=true or Name=false, repeatable")
	flag.Parse()
	if err := setGates(*emulate, gates); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(2)
	}
	klog.SetLogger(klog.Logger{}) // components report what they meet; the answers say it better
	if err := answerAll(); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

type gateList []string

func (g *gateList) String() string         { return strings.Join(*g, ",") }
func (g *gateList) Set(value string) error { *g = append(*g, value); return nil }

// setGates must come before the first question: what is built for it reads the gates once.
func setGates(emulate string, gates gateList) error {
	if emulate != "" {
		minor, err := version.ParseGeneric(emulate)
		if err != nil {
			return err
		}
		versioned, ok := utilfeature.DefaultMutableFeatureGate.(featuregate.MutableVersionedFeatureGate)
		if !ok {
			return fmt.Errorf("this build cannot emulate %s", emulate)
		}
		if err := versioned.SetEmulationVersion(minor); err != nil {
			return err
		}
	}
	if len(gates) == 0 {
		return nil
	}
	return utilfeature.DefaultMutableFeatureGate.Set(gates.String())
}

func answerAll() error {
	questions := bufio.NewReaderSize(os.Stdin, 1<<20)
	answers := bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		line, end := questions.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if _, err := answers.Write(append(answer(line), '\n')); err != nil {
				return err
			}
		}
		// Whoever asks one question and waits must not wait for a full buffer.
		if questions.Buffered() == 0 || end != nil {
			if err := answers.Flush(); err != nil {
				return err
			}
		}
		if end != nil {
			return nil
		}
	}
}

// answer never fails as a whole: a case that the code under test cannot bear is an answer too.
func answer(line []byte) (text []byte) {
	asked := envelope{ID: json.RawMessage("null")}
	defer func() {
		if reason := recover(); reason != nil {
			text = object(asked.ID, map[string]string{"panic": fmt.Sprint(reason), "stack": string(debug.Stack())})
		}
	}()
	if err := json.Unmarshal(line, &asked); err != nil {
		return object(asked.ID, map[string]string{"error": err.Error()})
	}
	operation, ok := operations[asked.Op]
	if !ok {
		return object(asked.ID, map[string]string{"error": fmt.Sprintf("unknown op %q", asked.Op)})
	}
	found, err := operation(line)
	if err != nil {
		return object(asked.ID, map[string]string{"error": err.Error()})
	}
	return object(asked.ID, found)
}

// object writes an answer, which is never an empty object, with its id in front.
func object(id json.RawMessage, value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		text, _ = json.Marshal(map[string]string{"error": err.Error()})
	}
	return slices.Concat([]byte(`{"id":`), id, []byte(","), text[1:])
}
