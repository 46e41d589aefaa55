package envtest

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

var (
	ctx, stop = context.WithCancel(context.Background())
	env       *envtest.Environment
	mgr       ctrl.Manager
	admin     client.Client
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	ctrl.SetLogger(zap.New(zap.WriteTo(os.Stderr), zap.UseDevMode(true)))
	addToScheme(scheme.Scheme)
	env = &envtest.Environment{CRDDirectoryPaths: []string{"crds"}, ErrorIfCRDPathMissing: true}
	config, err := env.Start()
	if err != nil {
		return 1, fmt.Errorf("start the control plane: %w", err)
	}
	defer func() {
		if stopErr := env.Stop(); err == nil && stopErr != nil {
			err = fmt.Errorf("stop the control plane: %w", stopErr)
		}
	}()
	if admin, err = client.New(config, client.Options{}); err != nil {
		return 1, err
	}
	mgr, err = ctrl.NewManager(config, ctrl.Options{
		Metrics:                 metricsserver.Options{BindAddress: "0"},
		LeaderElection:          true,
		LeaderElectionID:        "greeter",
		LeaderElectionNamespace: "default",
	})
	if err != nil {
		return 1, err
	}
	greeter := &reconciler{Client: mgr.GetClient(), recorder: mgr.GetEventRecorder(manager)}
	if err := greeter.SetupWithManager(mgr); err != nil {
		return 1, err
	}
	byTo := func(object client.Object) []string { return []string{object.(*Greeting).Spec.To} }
	if err := mgr.GetFieldIndexer().IndexField(ctx, &Greeting{}, "spec.to", byTo); err != nil {
		return 1, err
	}
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(ctx) }()
	select {
	case <-mgr.Elected():
	case err := <-ended:
		return 1, fmt.Errorf("the manager ended: %w", err)
	case <-time.After(30 * time.Second):
		return 1, fmt.Errorf("no leader after 30 s")
	}
	code = m.Run()
	stop()
	return code, <-ended
}

// newNamespace has a name of its own.
func newNamespace(t *testing.T) string {
	t.Helper()
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "test-"}}
	must(t, admin.Create(ctx, namespace))
	return namespace.Name
}

func newGreeting(namespace, name, to string) *Greeting {
	return &Greeting{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: map[string]string{"kind": "greeting"}},
		Spec:       GreetingSpec{To: to},
	}
}

// eventually asks until there is nothing to object to.
func eventually(t *testing.T, what string, ask func() error) {
	t.Helper()
	var last error
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if last = ask(); last == nil {
			return
		}
	}
	t.Fatalf("%s: not after 15 s: %v", what, last)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
