package envtest

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"
	applymetav1 "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
)

const (
	finalizer = "example.org/farewell"
	manager   = "greeter"
)

type reconciler struct {
	client.Client
	recorder events.EventRecorder
}

func (r *reconciler) SetupWithManager(mgr ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(mgr).For(&Greeting{}).Owns(&corev1.ConfigMap{}).Complete(r)
}

func (r *reconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	greeting := &Greeting{}
	if err := r.Get(ctx, req.NamespacedName, greeting); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if !greeting.DeletionTimestamp.IsZero() {
		if controllerutil.RemoveFinalizer(greeting, finalizer) {
			return ctrl.Result{}, r.Update(ctx, greeting)
		}
		return ctrl.Result{}, nil
	}
	if controllerutil.AddFinalizer(greeting, finalizer) {
		return ctrl.Result{}, r.Update(ctx, greeting)
	}
	if err := r.applyText(ctx, greeting); err != nil {
		return ctrl.Result{}, err
	}
	before := greeting.DeepCopyObject().(*Greeting)
	greeting.Status.ObservedGeneration = greeting.Generation
	changed := meta.SetStatusCondition(&greeting.Status.Conditions, metav1.Condition{
		Type: "Ready", Status: metav1.ConditionTrue, Reason: "Said",
		Message:            fmt.Sprintf("said to %s", greeting.Spec.To),
		ObservedGeneration: greeting.Generation,
	})
	if !changed {
		return ctrl.Result{}, nil
	}
	r.recorder.Eventf(greeting, nil, corev1.EventTypeNormal, "Said", "Say", "said to %s", greeting.Spec.To)
	return ctrl.Result{}, r.Status().Patch(ctx, greeting, client.MergeFrom(before))
}

// applyText owns its ConfigMap's data and nothing else of it.
func (r *reconciler) applyText(ctx context.Context, greeting *Greeting) error {
	owner := applymetav1.OwnerReference().WithAPIVersion(groupVersion.String()).WithKind("Greeting").
		WithName(greeting.Name).WithUID(greeting.UID).WithController(true)
	text := applycorev1.ConfigMap(greeting.Name, greeting.Namespace).WithOwnerReferences(owner).
		WithData(map[string]string{"text": fmt.Sprintf("%s, %s", greeting.Spec.Word, greeting.Spec.To)})
	return r.Apply(ctx, text, client.FieldOwner(manager), client.ForceOwnership)
}
