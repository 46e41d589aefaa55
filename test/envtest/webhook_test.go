package envtest

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// TestWebhooks has a control plane of its own: envtest installs webhooks as it starts one.
func TestWebhooks(t *testing.T) {
	own := &envtest.Environment{WebhookInstallOptions: envtest.WebhookInstallOptions{
		MutatingWebhooks: []*admissionregistrationv1.MutatingWebhookConfiguration{{
			ObjectMeta: metav1.ObjectMeta{Name: "mark"},
			Webhooks:   []admissionregistrationv1.MutatingWebhook{{Name: "mark.example.org", ClientConfig: at("/mark"), Rules: configMaps(), SideEffects: none(), AdmissionReviewVersions: []string{"v1"}}},
		}},
		ValidatingWebhooks: []*admissionregistrationv1.ValidatingWebhookConfiguration{{
			ObjectMeta: metav1.ObjectMeta{Name: "judge"},
			Webhooks:   []admissionregistrationv1.ValidatingWebhook{{Name: "judge.example.org", ClientConfig: at("/judge"), Rules: configMaps(), SideEffects: none(), AdmissionReviewVersions: []string{"v1"}}},
		}},
	}}
	config, err := own.Start()
	must(t, err)
	defer func() { must(t, own.Stop()) }()
	install := own.WebhookInstallOptions
	webhooks, err := ctrl.NewManager(config, ctrl.Options{
		Metrics: metricsserver.Options{BindAddress: "0"},
		WebhookServer: webhook.NewServer(webhook.Options{
			Host: install.LocalServingHost, Port: install.LocalServingPort, CertDir: install.LocalServingCertDir,
		}),
	})
	must(t, err)
	decoder := admission.NewDecoder(webhooks.GetScheme())
	server := webhooks.GetWebhookServer()
	server.Register("/mark", &admission.Webhook{Handler: admission.HandlerFunc(func(_ context.Context, req admission.Request) admission.Response {
		text := &corev1.ConfigMap{}
		if err := decoder.Decode(req, text); err != nil {
			return admission.Errored(http.StatusBadRequest, err)
		}
		if text.Labels == nil {
			text.Labels = map[string]string{}
		}
		text.Labels["marked-for"] = strings.ReplaceAll(req.UserInfo.Username, ":", ".")
		marked, err := json.Marshal(text)
		if err != nil {
			return admission.Errored(http.StatusInternalServerError, err)
		}
		return admission.PatchResponseFromRaw(req.Object.Raw, marked)
	})})
	server.Register("/judge", &admission.Webhook{Handler: admission.HandlerFunc(func(_ context.Context, req admission.Request) admission.Response {
		text := &corev1.ConfigMap{}
		if err := decoder.Decode(req, text); err != nil {
			return admission.Errored(http.StatusBadRequest, err)
		}
		if text.Data["bad"] != "" {
			return admission.Denied("bad is bad")
		}
		return admission.Allowed("").WithWarnings("seen")
	})})
	running, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- webhooks.Start(running) }()
	defer func() { end(); must(t, <-ended) }()

	admin, err := client.New(config, client.Options{})
	must(t, err)
	text := func(name string, data map[string]string) *corev1.ConfigMap {
		return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: name}, Data: data}
	}
	good := text("good", nil)
	eventually(t, "the webhooks serve", func() error { return admin.Create(ctx, good) })
	if good.Labels["marked-for"] != "admin" {
		t.Errorf("labels: %v, want the mutating webhook's", good.Labels)
	}
	err = admin.Create(ctx, text("bad", map[string]string{"bad": "yes"}))
	if err == nil || !strings.Contains(err.Error(), `admission webhook "judge.example.org" denied the request: bad is bad`) {
		t.Errorf("create: %v, want denied", err)
	}
}

func at(path string) admissionregistrationv1.WebhookClientConfig {
	return admissionregistrationv1.WebhookClientConfig{
		Service: &admissionregistrationv1.ServiceReference{Namespace: "default", Name: "webhooks", Path: &path},
	}
}

func none() *admissionregistrationv1.SideEffectClass {
	return ptr.To(admissionregistrationv1.SideEffectClassNone)
}

func configMaps() []admissionregistrationv1.RuleWithOperations {
	return []admissionregistrationv1.RuleWithOperations{{
		Operations: []admissionregistrationv1.OperationType{admissionregistrationv1.Create, admissionregistrationv1.Update},
		Rule:       admissionregistrationv1.Rule{APIGroups: []string{""}, APIVersions: []string{"v1"}, Resources: []string{"configmaps"}},
	}}
}
