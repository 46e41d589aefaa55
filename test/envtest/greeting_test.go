package envtest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

func awaitReady(t *testing.T, greeting *Greeting) {
	t.Helper()
	eventually(t, "ready "+greeting.Name, func() error {
		if err := admin.Get(ctx, client.ObjectKeyFromObject(greeting), greeting); err != nil {
			return err
		}
		if !meta.IsStatusConditionTrue(greeting.Status.Conditions, "Ready") ||
			greeting.Status.ObservedGeneration != greeting.Generation {
			return fmt.Errorf("generation %d, status %+v", greeting.Generation, greeting.Status)
		}
		return nil
	})
}

func TestControllerSaysItAndSaysSo(t *testing.T) {
	greeting := newGreeting(newNamespace(t), "world", "world")
	must(t, admin.Create(ctx, greeting))
	if greeting.Spec.Word != "Hello" {
		t.Errorf("word: %q, want the default of the schema", greeting.Spec.Word)
	}
	awaitReady(t, greeting)

	text := &corev1.ConfigMap{}
	must(t, admin.Get(ctx, client.ObjectKeyFromObject(greeting), text))
	if text.Data["text"] != "Hello, world" || !metav1.IsControlledBy(text, greeting) {
		t.Errorf("text: %v of %v", text.Data, text.OwnerReferences)
	}
	eventually(t, "event", func() error {
		events := &eventsv1.EventList{}
		if err := admin.List(ctx, events, client.InNamespace(greeting.Namespace)); err != nil {
			return err
		}
		for _, event := range events.Items {
			if event.Regarding.UID == greeting.UID && event.Reason == "Said" && event.ReportingController == manager {
				return nil
			}
		}
		return fmt.Errorf("%d events: %+v", len(events.Items), events.Items)
	})

	generation := greeting.Generation
	patch := client.MergeFrom(greeting.DeepCopyObject().(*Greeting))
	greeting.Spec.Word = "Goodbye"
	must(t, admin.Patch(ctx, greeting, patch))
	if greeting.Generation != generation+1 {
		t.Errorf("generation: %d after %d", greeting.Generation, generation)
	}
	eventually(t, "new text", func() error {
		if err := admin.Get(ctx, client.ObjectKeyFromObject(text), text); err != nil {
			return err
		}
		if text.Data["text"] != "Goodbye, world" {
			return fmt.Errorf("text: %v", text.Data)
		}
		return nil
	})
}

func TestDeletionWaitsForTheFinalizer(t *testing.T) {
	greeting := newGreeting(newNamespace(t), "leaving", "world")
	greeting.Finalizers = []string{"example.org/held"}
	must(t, admin.Create(ctx, greeting))
	awaitReady(t, greeting)
	must(t, admin.Delete(ctx, greeting))
	eventually(t, "the controller's farewell", func() error {
		if err := admin.Get(ctx, client.ObjectKeyFromObject(greeting), greeting); err != nil {
			return err
		}
		if greeting.DeletionTimestamp.IsZero() || len(greeting.Finalizers) != 1 {
			return fmt.Errorf("deleted %v, finalizers %v", greeting.DeletionTimestamp, greeting.Finalizers)
		}
		return nil
	})
	controllerutil.RemoveFinalizer(greeting, "example.org/held")
	must(t, admin.Update(ctx, greeting))
	err := admin.Get(ctx, client.ObjectKeyFromObject(greeting), greeting)
	if !apierrors.IsNotFound(err) {
		t.Errorf("after its last finalizer: %v, want not found", err)
	}
}

func TestCacheFollowsAndIndexes(t *testing.T) {
	namespace := newNamespace(t)
	for _, to := range []string{"ann", "bob", "ann"} {
		greeting := newGreeting(namespace, "", to)
		greeting.GenerateName = to + "-"
		must(t, admin.Create(ctx, greeting))
	}
	eventually(t, "both in the cache", func() error {
		found := &GreetingList{}
		err := mgr.GetClient().List(ctx, found, client.InNamespace(namespace),
			client.MatchingFields{"spec.to": "ann"}, client.MatchingLabels{"kind": "greeting"})
		if err == nil && len(found.Items) != 2 {
			err = fmt.Errorf("found %d", len(found.Items))
		}
		return err
	})
	pages := &GreetingList{}
	must(t, admin.List(ctx, pages, client.InNamespace(namespace), client.Limit(2)))
	if len(pages.Items) != 2 || pages.Continue == "" {
		t.Errorf("first page: %d items, continue %q", len(pages.Items), pages.Continue)
	}
}

func TestRefusesWhatTheSchemaForbids(t *testing.T) {
	namespace := newNamespace(t)
	for name, spec := range map[string]GreetingSpec{
		"rule": {To: "nobody"}, "length": {To: ""}, "enum": {To: "a", Word: "Moin"},
	} {
		greeting := newGreeting(namespace, name, "")
		greeting.Spec = spec
		if err := admin.Create(ctx, greeting); !apierrors.IsInvalid(err) {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	greeting := newGreeting(namespace, "fixed", "ann")
	must(t, admin.Create(ctx, greeting))
	awaitReady(t, greeting)
	greeting.Spec.To = "bob"
	err := admin.Update(ctx, greeting)
	if !apierrors.IsInvalid(err) || !strings.Contains(err.Error(), "to is immutable") {
		t.Errorf("update: %v, want invalid by a transition rule", err)
	}
}

func TestApplyConflicts(t *testing.T) {
	namespace := newNamespace(t)
	apply := func(owner, value string, options ...client.ApplyOption) error {
		text := applycorev1.ConfigMap("shared", namespace).WithData(map[string]string{"key": value})
		return admin.Apply(ctx, text, append(options, client.FieldOwner(owner))...)
	}
	must(t, apply("one", "a"))
	must(t, apply("two", "a"))
	err := apply("two", "b")
	var status apierrors.APIStatus
	if !apierrors.IsConflict(err) || !errors.As(err, &status) || len(status.Status().Details.Causes) != 1 {
		t.Fatalf("apply: %v, want a conflict with one cause", err)
	}
	if cause := status.Status().Details.Causes[0]; cause.Field != ".data.key" || cause.Message != `conflict with "one"` {
		t.Errorf("cause: %+v", cause)
	}
	must(t, apply("two", "b", client.ForceOwnership))
}

func TestStaleUpdateConflicts(t *testing.T) {
	text := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: newNamespace(t), Name: "stale"}}
	must(t, admin.Create(ctx, text))
	stale := text.DeepCopy()
	text.Data = map[string]string{"a": "1"}
	must(t, admin.Update(ctx, text))
	if err := admin.Update(ctx, stale); !apierrors.IsConflict(err) {
		t.Errorf("update: %v, want conflict", err)
	}
}

func TestUsersComeByCertificate(t *testing.T) {
	namespace := newNamespace(t)
	user, err := env.AddUser(envtest.User{Name: "vera", Groups: []string{"others", "viewers"}}, nil)
	must(t, err)
	vera, err := client.New(user.Config(), client.Options{})
	must(t, err)
	review := &authenticationv1.SelfSubjectReview{}
	must(t, vera.Create(ctx, review))
	if info := review.Status.UserInfo; info.Username != "vera" ||
		strings.Join(info.Groups, " ") != "others viewers system:authenticated" {
		t.Errorf("who am I: %+v", info)
	}
	if err := vera.List(ctx, &corev1.ConfigMapList{}, client.InNamespace(namespace)); !apierrors.IsForbidden(err) {
		t.Errorf("list: %v, want forbidden", err)
	}
	must(t, admin.Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "viewers"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "cluster-admin"},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: "viewers"}},
	}))
	eventually(t, "the binding", func() error {
		return vera.List(ctx, &corev1.ConfigMapList{}, client.InNamespace(namespace))
	})
	kubeconfig, err := user.KubeConfig()
	if err != nil || !strings.Contains(string(kubeconfig), "client-certificate-data") {
		t.Errorf("kubeconfig: %v", err)
	}
}

func TestLeaderHoldsItsLease(t *testing.T) {
	lease := &coordinationv1.Lease{}
	must(t, admin.Get(ctx, client.ObjectKey{Namespace: "default", Name: "greeter"}, lease))
	if lease.Spec.HolderIdentity == nil || *lease.Spec.HolderIdentity == "" || lease.Spec.RenewTime.IsZero() {
		t.Errorf("lease: %+v", lease.Spec)
	}
}
