package conformance_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	api "sigs.k8s.io/network-policy-api/apis/v1alpha2"
	"sigs.k8s.io/network-policy-api/conformance/tests"
	"sigs.k8s.io/network-policy-api/conformance/utils/kubernetes"
	"sigs.k8s.io/network-policy-api/conformance/utils/suite"
)

// TestConformance has the name of the test whose place it takes: another file of the package calls it.
func TestConformance(t *testing.T) {
	scheme := runtime.NewScheme()
	require.NoError(t, clientgoscheme.AddToScheme(scheme))
	require.NoError(t, api.Install(scheme))
	kubernetes.Client = fake.NewClientBuilder().WithScheme(scheme).Build()
	all := suite.New(suite.Options{Client: kubernetes.Client, EnableAllSupportedFeatures: true})
	all.Setup(t)
	all.Run(t, tests.ConformanceTests)
	recorded := kubernetes.Recorded
	text := fmt.Sprintf("{\n\"source\": \"kubernetes-sigs/network-policy-api %s\",\n\"pods\": %s,\n\"states\": %s,\n\"cases\": %s\n}\n",
		os.Getenv("COMMIT"), lines(t, recorded.Pods), lines(t, recorded.States), lines(t, recorded.Cases))
	require.NoError(t, os.WriteFile(os.Getenv("CASES"), []byte(text), 0o644))
}

// lines writes a list with an entry on each line, so that a difference shows.
func lines[T any](t *testing.T, list []T) string {
	entries := make([]string, 0, len(list))
	for _, each := range list {
		text, err := json.Marshal(each)
		require.NoError(t, err)
		entries = append(entries, string(text))
	}
	return "[\n" + strings.Join(entries, ",\n") + "\n]"
}
